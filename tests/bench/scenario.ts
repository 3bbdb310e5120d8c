import type { Ask } from './ask.ts';

/** What a stateful server makes of a request. */
export type Outcome = 'accepted' | 'conflicting' | 'invalid';

/** One kind of request, sent again and again. */
export interface Scenario {
  readonly name: string;
  readonly outcome: Outcome;
  /** Names the account, and tells the bare server which answer is meant. */
  readonly token: string;
  /** Sent once before; each must be accepted. */
  readonly prepare: readonly Ask[];
  /** The request; each `#` in its body is an id that no other request names. */
  readonly request: Ask;
}

const collection = '/melodies/personal';
const documented = {
  number_capacity_ids: [352, 446, 448],
  employee_group_ids: [93, 103],
  source_type: 'system',
  media_id: 50,
};
const add: Ask = { method: 'POST', path: collection, body: JSON.stringify(documented) };
const edit: Ask = {
  method: 'PUT',
  path: `${collection}/77`,
  body: JSON.stringify({ ...documented, id: 77 }),
};

/** The requests that throughput is measured with, on fresh accounts. */
export const scenarios: readonly Scenario[] = [
  scenario('accepted POST', 'accepted', {
    ...add,
    body: '{"number_capacity_ids":[#,#,#],"employee_group_ids":[#,#],"source_type":"system","media_id":50}',
  }),
  scenario('accepted PUT', 'accepted', edit),
  scenario('GET list', 'accepted', { method: 'GET', path: collection }),
  scenario('conflicting POST', 'conflicting', add, [add]),
  scenario('conflicting PUT', 'conflicting', edit, [add]),
  scenario('invalid POST {}', 'invalid', { ...add, body: '{}' }),
  scenario('invalid POST, 4 mistakes', 'invalid', {
    ...add,
    // A squashed name, a value that is not allowed, text for an integer, an unknown field.
    body: '{"numbercapacityids":[352],"employee_group_ids":[93],"source_type":"own","media_id":"50","colour":"red"}',
  }),
];

/** Makes a scenario with an account of its own. */
export function scenario(
  name: string,
  outcome: Outcome,
  request: Ask,
  prepare: readonly Ask[] = [],
): Scenario {
  const token = `bench-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return { name, outcome, token, prepare, request };
}

/** How many ever-new ids a request names. */
export function freshIds({ body = '' }: Ask): number {
  return body.split('#').length - 1;
}

/** The request with the ids from `first` on in the places of the ever-new ones. */
export function withIds(request: Ask, first: number): Ask {
  let next = first;
  return { ...request, body: request.body?.replaceAll('#', () => String(next++)) };
}
