import {
  actionOf,
  type Catalogue,
  type Contract,
  type Identifier,
  type ProviderState,
  parseIdentifiers,
  parseName,
} from '../../spec/index.ts';

/**
 * Returns an example of each value that a provider state lends, by its name in the state.
 * @param before how many states an interaction has before it, which have examples of their own
 */
export function stateExamples(
  contract: Contract,
  { identifiers }: Pick<Catalogue, 'identifiers'>,
  state: ProviderState,
  before = 0,
): Record<string, Identifier> {
  const entries = Object.entries(state.values).map(([name, written]) => {
    const { kind = '', first = 1, text } = parseName(written) ?? {};
    const lent = identifiers.find((one) => one.name === kind);
    if (lent === undefined) {
      return [name, createdExample(contract, state, `${kind}.${first}`, before)] as const;
    }
    const all = parseIdentifiers(lent.default, lent.text);
    const others = lent.exclusive ? before * (state.needs.get(kind) ?? 1) : 0;
    const example = all[(first - 1 + others) % all.length] ?? 1;
    return [name, text ? String(example) : example] as const;
  });
  return Object.fromEntries(entries);
}

// The document's example of the identity of what a request of the state creates.
function createdExample(
  contract: Contract,
  { given }: ProviderState,
  name: string,
  before: number,
): Identifier {
  const step = given.find((one) => one.as === name);
  const resource = step && actionOf(contract, step.operation)?.resource;
  const { parameter, type } = resource?.identity ?? {};
  const parameters = contract.operations
    .filter(({ path }) => path === resource?.item)
    .flatMap((one) => one.parameters);
  const example = parameters.find((one) => one.in === 'path' && one.name === parameter)?.example;
  if (type === 'string') return String(example ?? name);
  return Number(example ?? 1) + before;
}
