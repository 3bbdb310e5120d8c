import { startProvider } from '../start-provider.ts';

/** Starts the provider before all test files, which know it by its URL. */
export default async function setup() {
  const server = await startProvider();
  process.env.PROVIDER_URL = server.url;
  globalThis.closeProvider = () => server.close();
}
