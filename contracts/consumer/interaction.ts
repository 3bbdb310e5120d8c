import { MatchersV3 } from '@pact-foundation/pact';
import type { Client, ClientResult, EditedRule, EditedSipNumber, NewRule } from './client.ts';
import { exampleOf, id, type ProviderState, path } from './provider-states.ts';

/** A JSON object in which Pact's matchers may stand for values. */
export type Template = Record<string, unknown>;

/** A request of the consumer, and the call of its client that sends it. */
export interface InteractionRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string | ReturnType<typeof path>;
  body?: Template;
  call: (client: Client) => Promise<ClientResult<unknown>>;
}

/** A request and its response that the consumer relies on. */
export interface Interaction {
  /** Identifies the interaction. */
  description: string;
  given: ProviderState[];
  request: InteractionRequest;
  /** The body, as far as the consumer reads it, or the status of a refusal. */
  response: { accepted: unknown } | { refused: number };
}

/** The field of a rule with the numbers that provider states inject. */
export function numbers(...names: string[]): Template {
  return { number_capacity_ids: names.map(id) };
}

/** The field of a rule with the groups that provider states inject. */
export function groups(...names: string[]): Template {
  return { employee_group_ids: names.map(id) };
}

/** The fields of a rule with the melody that a provider state injects. */
export function melody(media: string): Template {
  return { source_type: 'system', media_id: id(media) };
}

/** Lists all rules. */
export function list(): InteractionRequest {
  return { method: 'GET', path: rules, call: (client) => client.listRules() };
}

/** Adds a rule. */
export function add(body: Template): InteractionRequest {
  const plain = MatchersV3.reify(body) as NewRule;
  return { method: 'POST', path: rules, body, call: (client) => client.addRule(plain) };
}

/** Edits the rule of a provider state, with its id in the body too (D6). */
export function edit(rule: string, number: string, group: string): InteractionRequest {
  const body = { ...numbers(number), ...groups(group), ...melody('first_media'), id: id(rule) };
  const plain = MatchersV3.reify(body) as EditedRule;
  return {
    method: 'PUT',
    path: path(rules, rule),
    body,
    call: (client) => client.editRule(exampleOf(rule), plain),
  };
}

/** Deletes a rule of a provider state. */
export function remove(rule: string): InteractionRequest {
  return {
    method: 'DELETE',
    path: path(rules, rule),
    call: (client) => client.deleteRule(exampleOf(rule)),
  };
}

/** Edits a SIP number of a provider state, with its id in the body too (D6). */
export function editSip(sip: string, fields: Template): InteractionRequest {
  const body = { ...fields, id: id(sip) };
  const plain = MatchersV3.reify(body) as EditedSipNumber;
  return {
    method: 'PUT',
    path: path('/numbers/virtual-number', sip),
    body,
    call: (client) => client.editSipNumber(exampleOf(sip), plain),
  };
}

const rules = '/melodies/personal';
