import axios from 'axios';
import {
  addPersonalMelody,
  listPersonalMelodies,
  type NewMelodyRule,
  type Problem,
} from '../generated/kubb';
import { type Connect, refused } from './calls';

export const connect: Connect = (baseURL, Authorization) => {
  const config = { baseURL, headers: { Authorization } };
  return {
    list: async () => (await listPersonalMelodies(config)).map(({ id }) => id),
    async add(number) {
      try {
        return await addPersonalMelody({ ...rest, number_capacity_ids: [number] }, config);
      } catch (error) {
        if (axios.isAxiosError<Problem>(error) && error.response)
          return refused(error.response.data);
        throw error;
      }
    },
  };
};

const rest = { source_type: 'system', media_id: 50 } as const;

// @ts-expect-error -- one of the two lists is required
export const wrong: NewMelodyRule = rest;
