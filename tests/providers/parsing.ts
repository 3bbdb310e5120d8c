import type { Behaviour } from './behaviour.ts';
import { Refusal } from './refusal.ts';
import type { Draft, SipSettings } from './storage.ts';

/** A JSON object of a request. */
export type Fields = Record<string, unknown>;

/** How requests are parsed and checked, before any table is read. */
export interface Parsing {
  /** Refuses a body that isn't declared to be JSON. */
  checkContentType(header: string | undefined): void;
  parse(body: Buffer): unknown;
  readObject(value: unknown): Fields;
  checkFields(body: Fields, known: readonly string[]): void;
  readPathId(text: string): number;
  /** The id to use: that of the body or of the path. */
  readBodyId(value: unknown, pathId: number): number;
  readInteger(value: unknown, field: string): number;
  readIds(b: Behaviour, value: unknown, field: string): number[] | undefined;
  /** Refuses a rule that gives neither list. */
  checkLists(numbers: number[] | undefined, groups: number[] | undefined): void;
  readSourceType(value: unknown): string;
  readMedia(b: Behaviour, value: unknown): number;
  readRule(b: Behaviour, body: Fields): Draft;
  /** Refuses a rule with ids that the account does not have; the lawful provider does not check. */
  checkKnown(draft: Draft): void;
  readText(value: unknown, field: string): string | undefined;
  readPort(value: unknown): number | string | undefined;
  readPurpose(value: unknown): string;
  readSip(b: Behaviour, body: Fields): SipSettings;
}

/** The fields of a rule in a request. */
export const ruleFields = [
  'number_capacity_ids',
  'employee_group_ids',
  'source_type',
  'media_id',
] as const;

/** The fields of a SIP number in a request. */
export const sipFields = [
  'login',
  'password',
  'comment',
  'purpose',
  'server_host',
  'server_port',
] as const;

const invalid = (field: string, must: string) => new Refusal(422, `${field} must be ${must}.`);

/** Parses strictly: accepts only what the documentation promises. */
export const parsing: Parsing = {
  checkContentType(header) {
    const type = header?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') throw new Refusal(415, 'Send application/json.');
  },
  parse(body) {
    try {
      return JSON.parse(body.toString('utf8'));
    } catch {
      throw new Refusal(400, 'The body is not readable as JSON.');
    }
  },
  readObject(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw invalid('The body', 'an object');
    return { ...value };
  },
  checkFields(body, known) {
    const unknown = Object.keys(body).find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Refusal(422, `There is no field ${unknown}.`);
  },
  readPathId(text) {
    if (!/^[1-9]\d{0,15}$/.test(text)) throw new Refusal(404, `There is no id ${text}.`);
    return Number(text);
  },
  readBodyId(value, pathId) {
    if (value !== pathId) throw invalid('id', `the path's ${pathId}`);
    return pathId;
  },
  readInteger(value, field) {
    if (!Number.isSafeInteger(value) || Number(value) < 1)
      throw invalid(field, 'a positive integer');
    return Number(value);
  },
  readIds(b, value, field) {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw invalid(field, 'an array');
    const ids = value.map((id: unknown) => b.readInteger(id, field));
    if (new Set(ids).size < ids.length) throw invalid(field, 'without repeated ids');
    return ids;
  },
  checkLists(numbers, groups) {
    if (!numbers?.length && !groups?.length)
      throw new Refusal(422, 'One of number_capacity_ids and employee_group_ids is required.');
  },
  readSourceType(value) {
    if (value !== 'client' && value !== 'system') throw invalid('source_type', 'client or system');
    return value;
  },
  readMedia: (b, value) => b.readInteger(value, 'media_id'),
  readRule(b, body) {
    const numbers = b.readIds(b, body.number_capacity_ids, 'number_capacity_ids');
    const groups = b.readIds(b, body.employee_group_ids, 'employee_group_ids');
    b.checkLists(numbers, groups);
    const sourceType = b.readSourceType(body.source_type);
    const draft = { numbers, groups, sourceType, mediaId: b.readMedia(b, body.media_id) };
    b.checkKnown(draft);
    return draft;
  },
  checkKnown() {},
  readText(value, field) {
    if (value !== undefined && typeof value !== 'string') throw invalid(field, 'a string');
    return value;
  },
  readPort(value) {
    if (value === undefined) return undefined;
    const digits = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
    const port = digits ? Number(value) : Number.NaN;
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw invalid('server_port', 'a port from 1 to 65535');
    return typeof value === 'string' ? value : port;
  },
  readPurpose(value) {
    if (value !== 'company') throw invalid('purpose', 'company');
    return value;
  },
  readSip: (b, body) => ({
    login: b.readText(body.login, 'login'),
    password: b.readText(body.password, 'password'),
    comment: b.readText(body.comment, 'comment'),
    purpose: b.readPurpose(body.purpose),
    serverHost: b.readText(body.server_host, 'server_host'),
    serverPort: b.readPort(body.server_port),
  }),
};
