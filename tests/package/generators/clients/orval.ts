import axios from 'axios';
import { getVirtualPBXDataAPI, type NewMelodyRule, type Problem } from '../generated/orval-axios';
import { type Connect, refused } from './calls';

export const connect: Connect = (baseURL, Authorization) => {
  const api = getVirtualPBXDataAPI(axios.create({ baseURL, headers: { Authorization } }));
  return {
    list: async () => (await api.listPersonalMelodies()).data.map(({ id }) => id),
    async add(number) {
      try {
        const body = { ...rest, number_capacity_ids: [number] };
        return (await api.addPersonalMelody(body)).data;
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
