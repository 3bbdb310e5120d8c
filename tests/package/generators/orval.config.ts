const input = 'openapi.json';

export default {
  axios: { input, output: { target: 'generated/orval-axios.ts', client: 'axios' } },
  zod: { input, output: { target: 'generated/orval-zod.ts', client: 'zod' } },
};
