import type { components } from './openapi.types.ts';
import type { Rules } from './resources.types.ts';

type Written = components['schemas']['Problem'];
type WrittenConflict = NonNullable<Written['conflicts']>[number];
type Common = Omit<Written, 'rule' | 'conflicts'>;

/** The name of a uniqueness rule of the contract. */
export type RuleName = keyof Rules;

/** A value that another resource already claims; `rule` narrows `value` and `owner`. */
export type Conflict<Name extends RuleName = RuleName> = {
  [rule in Name]: Omit<WrittenConflict, 'rule' | 'value' | 'owner'> & {
    rule: rule;
  } & Rules[rule];
}[Name];

/** A refusal because of a uniqueness rule; the first conflict is one of `rule`. */
export type RuleProblem = {
  [rule in RuleName]: Common & { rule: rule; conflicts: Conflict[] };
}[RuleName];

/** A refusal for any other reason, without `rule`; `errors` has an entry for each mistake. */
export type OtherProblem = Common & { rule?: never; conflicts?: never };

/** A refusal as problem details (RFC 9457); `rule` narrows it. */
export type Problem = RuleProblem | OtherProblem;
