import { MatchersV3 } from '@pact-foundation/pact';
import type { Client, ClientResult, EditedRule, EditedSipNumber, NewRule } from './client.ts';
import { exampleOf, id, type ProviderState, path } from './provider-states.ts';

/** A JSON object in which Pact's matchers may stand for values. */
export type Template = Record<string, unknown>;

/** What the consumer sends, as the pact has it, and how its client comes to send that. */
export interface InteractionRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string | ReturnType<typeof path>;
  body?: Template;
  call: (client: Client) => Promise<ClientResult<unknown>>;
}

/** One thing that the consumer relies on. */
export interface Interaction {
  /** Names the interaction; no two have the same. */
  says: string;
  given: ProviderState[];
  asked: InteractionRequest;
  /** The body of the answer, as far as the consumer reads it, or that the request is refused. */
  answered: { accepted: unknown } | { refused: number };
}

/** Asks for all rules. */
export function list(): InteractionRequest {
  return { method: 'GET', path: rules, call: (client) => client.listRules() };
}

/** Asks to add a rule. */
export function add(body: Template): InteractionRequest {
  const plain = MatchersV3.reify(body) as NewRule;
  return { method: 'POST', path: rules, body, call: (client) => client.addRule(plain) };
}

/** Asks that a rule of a provider state be edited; its id is put in the body too (D6). */
export function edit(rule: string, fields: Template): InteractionRequest {
  const body = { ...fields, id: id(rule) };
  const plain = MatchersV3.reify(body) as EditedRule;
  return {
    method: 'PUT',
    path: path(rules, rule),
    body,
    call: (client) => client.editRule(exampleOf(rule), plain),
  };
}

/** Asks that a rule of a provider state be deleted. */
export function remove(rule: string): InteractionRequest {
  return {
    method: 'DELETE',
    path: path(rules, rule),
    call: (client) => client.deleteRule(exampleOf(rule)),
  };
}

/** Asks that a SIP number of a provider state be edited; its id is put in the body too (D6). */
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
