import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript';
import { type Connect, refused } from './calls';

export const connect: Connect = (baseUrl, token) => {
  const api = createClient<paths>({ baseUrl, headers: { Authorization: token } });
  return {
    async list() {
      const { data, error } = await api.GET('/melodies/personal');
      if (error) throw error;
      return data.map(({ id }) => id);
    },
    async add(number) {
      const body = { ...rest, number_capacity_ids: [number] };
      const { data, error } = await api.POST('/melodies/personal', { body });
      return data ?? refused(error);
    },
  };
};

type Body = paths['/melodies/personal']['post']['requestBody']['content']['application/json'];

const rest = { source_type: 'system', media_id: 50 } as const;

// @ts-expect-error -- one of the two lists is required
export const wrong: Body = rest;
