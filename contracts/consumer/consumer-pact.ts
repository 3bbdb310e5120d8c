import { expect } from 'vitest';
import { type ConsumerPact, pact, type StateValue } from '../authoring/index.ts';
import {
  type Client,
  type ClientResult,
  createClient,
  type EditedRule,
  type NewRule,
} from './client.ts';

const consumer = 'pbx-console';

/** The name of the pact's file. */
export const pactFile = `${consumer}-data-api.json`;

/** Writes interactions, by their descriptions. */
export type Interactions = Readonly<
  Record<string, (page: ConsumerPact, description: string) => Promise<void>>
>;

/** Begins the consumer's pact in a folder. */
export function newPact(dir: string): ConsumerPact {
  return pact(consumer, { dir });
}

/** Free identifiers: no rule holds the number or the group. */
export const somethingFree = 'a number and a group that no rule holds';

/** A rule with exactly one number and one group. */
export const aRule = 'a rule that holds a number and a group';

/** The same, and another rule with its own number and group. */
export const twoRules = {
  [aRule]: true,
  'a second rule that holds a number and a group': { number: 'other_number', group: 'other_group' },
} as const;

/** The fields of a rule with a melody. */
export function melody(media: StateValue<number>) {
  return { source_type: 'system', media_id: media } as const;
}

/** A request that edits an item. */
export interface EditRequest<Body> {
  readonly path: { readonly id: number };
  readonly body: Body;
}

/** A test that the client sends a request, and understands its response. */
export function understood<Request>(
  call: (client: Client, request: Request) => Promise<ClientResult<unknown>>,
) {
  return async ({ url, token, request, response: { status, body } }: Served<Request>) => {
    const result = await call(createClient({ baseUrl: url, token }), request);
    expect(result).toEqual(
      status < 400 ? { accepted: true, value: body } : { accepted: false, status },
    );
  };
}

interface Served<Request> {
  readonly url: string;
  readonly token: string;
  readonly request: Request;
  readonly response: { readonly status: number; readonly body: unknown };
}

/** The client adds a rule. */
export const addRule = understood((client, { body }: { body: NewRule }) => client.addRule(body));

/** The client edits a rule. */
export const editRule = understood((client, { path, body }: EditRequest<EditedRule>) =>
  client.editRule(path.id, body),
);
