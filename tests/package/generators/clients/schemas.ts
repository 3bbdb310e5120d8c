import * as kubb from '../generated/kubb';
import * as orval from '../generated/orval-zod';

/** The schemas of the same bodies, by each generator of zod schemas. */
export const schemas = {
  orval: { rule: orval.AddPersonalMelodyBody, number: orval.AddSipNumberBody },
  kubb: { rule: kubb.newMelodyRuleSchema, number: kubb.newSipNumberSchema },
};
