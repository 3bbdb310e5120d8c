/** A request as all servers get it. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** What a stateful server makes of a request. */
export type Outcome = 'accepted' | 'conflicting' | 'invalid';

/** One kind of request, sent again and again. */
export interface Scenario {
  readonly name: string;
  readonly outcome: Outcome;
  /** Names the account, and tells the bare server which response is meant. */
  readonly token: string;
  /** How many accounts the requests go to by turns; one if absent. */
  readonly accounts?: number;
  /** Sent once before; each must be accepted. */
  readonly prepare: readonly Ask[];
  /** The request; each `#` in its body is an id that no other request names. */
  readonly request: Ask;
}

/** The collection that the bench adds to. */
export const collection = '/melodies/personal';

const rest = '"source_type":"system","media_id":50';
const documented = `"number_capacity_ids":[352,446,448],"employee_group_ids":[93,103],${rest}`;
const post = (body: string): Ask => ({ method: 'POST', path: collection, body });
const add = post(`{${documented}}`);
const edit: Ask = { method: 'PUT', path: `${collection}/77`, body: `{${documented},"id":77}` };
// A squashed name, a value that is not allowed, text for an integer, an unknown field.
const mistakes =
  '{"numbercapacityids":[352],"employee_group_ids":[93],"source_type":"own","media_id":"50","colour":"red"}';

/** The requests that throughput is measured with, on fresh accounts. */
export const scenarios: readonly Scenario[] = [
  scenario(
    'accepted POST',
    'accepted',
    post(`{"number_capacity_ids":[#,#,#],"employee_group_ids":[#,#],${rest}}`),
  ),
  scenario('accepted PUT', 'accepted', edit),
  scenario('GET list', 'accepted', { method: 'GET', path: collection }),
  scenario('conflicting POST', 'conflicting', add, [add]),
  scenario('conflicting PUT', 'conflicting', edit, [add]),
  scenario('invalid POST {}', 'invalid', post('{}')),
  scenario('invalid POST, 4 mistakes', 'invalid', post(mistakes)),
];

/** Makes a scenario, with an account of its own unless a token names another. */
export function scenario(
  name: string,
  outcome: Outcome,
  request: Ask,
  prepare: readonly Ask[] = [],
  token = `bench-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
): Scenario {
  return { name, outcome, token, prepare, request };
}

/** The tokens of the accounts that a scenario is about. */
export function tokensOf({ token, accounts = 1 }: Scenario): string[] {
  return accounts === 1 ? [token] : Array.from({ length: accounts }, (_, i) => `${token}-${i + 1}`);
}

/** The headers of a request that an account sends. */
export function headersOf({ body }: Ask, token: string): Record<string, string> {
  const type = { 'Content-Type': 'application/json; charset=UTF-8' };
  return { Authorization: token, ...(body !== undefined && type) };
}
