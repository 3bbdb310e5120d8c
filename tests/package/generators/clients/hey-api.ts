import { addPersonalMelody, listPersonalMelodies, type NewMelodyRule } from '../generated/hey-api';
import { createClient } from '../generated/hey-api/client';
import { type Connect, refused } from './calls';

export const connect: Connect = (baseUrl, token) => {
  const client = createClient({ baseUrl, auth: token });
  return {
    async list() {
      const { data } = await listPersonalMelodies({ client, throwOnError: true });
      return data.map(({ id }) => id);
    },
    async add(number) {
      const body = { ...rest, number_capacity_ids: [number] };
      const { data, error } = await addPersonalMelody({ client, body });
      return data ?? refused(error);
    },
  };
};

const rest = { source_type: 'system', media_id: 50 } as const;

// @ts-expect-error -- one of the two lists is required
export const wrong: NewMelodyRule = rest;
