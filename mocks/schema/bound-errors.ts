import { _, type Ajv, type CodeGen, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv';

/** The most errors that one loop of a validator collects. */
export const mostErrors = 1_000;

// Ajv's names of its variables.
const [errors, vErrors] = [new Name('errors'), new Name('vErrors')];
const loops = ['items', 'additionalItems', 'unevaluatedItems', 'contains'];
const loopsOverFields = [
  'additionalProperties',
  'unevaluatedProperties',
  'patternProperties',
  'propertyNames',
];

/**
 * Ends each loop of a validator that collects all errors once it has found enough, so that a body of
 * many mistakes costs no more time and memory than one of a thousand. Verdicts stay the same.
 */
export function boundErrors(ajv: Ajv): void {
  for (const keyword of [...loops, ...loopsOverFields]) {
    const rule = ajv.RULES.all[keyword];
    if (typeof rule !== 'object') continue;
    const own = rule.definition as typeof rule.definition & CodeKeywordDefinition;
    rule.definition = {
      ...own,
      code: (context, ruleType) => own.code(bounded(context, keyword === 'contains'), ruleType),
    };
  }
}

// The context with a generator of code that adds a condition to the loops of this keyword alone.
function bounded(context: KeywordCxt, mayStillPass: boolean): KeywordCxt {
  const { gen, it } = context;
  // Without all errors, a loop ends at its first.
  if (!it.allErrors && !mayStillPass) return context;
  const own: CodeGen = Object.create(gen);
  const start = gen.const('start', errors);
  const most = _`${start} + ${mostErrors}`;
  const checkedFirst = (body: (step: Name) => void) => (step: Name) => {
    gen.if(_`${errors} > ${most}`, () => {
      if (mayStillPass) gen.assign(errors, most).assign(_`${vErrors}.length`, errors);
      else gen.break();
    });
    body(step);
  };
  own.forRange = (name, from, to, body, kind) =>
    gen.forRange(name, from, to, checkedFirst(body), kind);
  own.forIn = (name, object, body, kind) => gen.forIn(name, object, checkedFirst(body), kind);
  return Object.create(context, { gen: { value: own } });
}
