import type { Behaviour } from './behaviour.ts';
import type { Refusal } from './refusal.ts';
import type { Operation } from './serving.ts';
import type { Rule, SipNumber } from './storage.ts';

/** A response to send, or to leave the connection hanging or drop it. */
export type Reply =
  | { status: number; headers: Record<string, string>; body: string | Buffer }
  | 'hang'
  | 'drop';

/** How responses look. */
export interface Responding {
  showIds(ids: readonly number[]): unknown;
  showRule(b: Behaviour, rule: Rule, operation: Operation): unknown;
  showList(b: Behaviour, rules: Rule[]): unknown;
  showRemoved(rule: Rule): unknown;
  showPassword(password: string | undefined): unknown;
  showPort(port: number | string | undefined): unknown;
  /** A field of a SIP number without a value. */
  showNothing(): unknown;
  showSip(b: Behaviour, sip: SipNumber): Record<string, unknown>;
  /** A last change to the object of an accepted response. */
  dress(value: unknown, operation: Operation): unknown;
  successStatus(operation: Operation): number;
  contentType(operation: Operation | undefined): string;
  encode(value: unknown): string | Buffer;
  accept(b: Behaviour, value: unknown, operation: Operation): Reply;
  refuse(b: Behaviour, refusal: Refusal, operation: Operation | undefined): Reply;
  /** The response to a request that hits a bug. */
  crash(b: Behaviour, error: unknown): Reply;
}

/** Responses as the pages print them; a refusal is `{"message": …}`. */
export const responding: Responding = {
  showIds: (ids) => (ids.length ? ids : null),
  showRule: (b, rule) => ({
    number_capacity_ids: b.showIds(rule.numbers),
    employee_group_ids: b.showIds(rule.groups),
    source_type: rule.sourceType,
    media_id: rule.mediaId,
    id: rule.id,
  }),
  showList: (b, rules) => rules.map((rule) => b.showRule(b, rule, 'list')),
  showRemoved: ({ id }) => ({ id }),
  showPassword: (password) => password,
  showPort: (port) => port,
  showNothing: () => null,
  showSip: (b, sip) => ({
    login: sip.login ?? b.showNothing(),
    password: b.showPassword(sip.password) ?? b.showNothing(),
    comment: sip.comment ?? b.showNothing(),
    purpose: sip.purpose,
    server_host: sip.serverHost ?? b.showNothing(),
    server_port: b.showPort(sip.serverPort) ?? b.showNothing(),
    id: sip.id,
  }),
  dress: (value) => value,
  successStatus: () => 200,
  contentType: () => 'application/json; charset=UTF-8',
  encode: (value) => JSON.stringify(value),
  accept: (b, value, operation) => ({
    status: b.successStatus(operation),
    headers: { 'Content-Type': b.contentType(operation) },
    body: b.encode(b.dress(value, operation)),
  }),
  refuse: (b, { status, message }) => ({
    status,
    headers: { 'Content-Type': b.contentType(undefined) },
    body: JSON.stringify({ message }),
  }),
  crash: (b, error) => ({
    status: 500,
    headers: { 'Content-Type': b.contentType(undefined) },
    body: JSON.stringify({ message: String(error) }),
  }),
};
