import { lawfulBehaviour as b } from '../behaviour.ts';
import { type Fields, sipFields } from '../parsing.ts';
import { Refusal } from '../refusal.ts';

/** The kinds of number. */
export const types = ['def', 'abc', 'sip_registration', 'sip_redirection', 'toll_free'];

/** What a number may be for. */
export const purposes = ['company', 'employee', 'not_specified'];

const sources = ['beeps', 'client', 'system'];

/** A text that has to be sent. */
export function required(body: Fields, name: string): string {
  const text = b.readText(body[name], name);
  if (!text) throw new Refusal(422, `${name} is missing.`);
  return text;
}

/** A text that has to be one of some. */
export function oneOf(words: readonly string[], value: unknown, name: string): string {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new Refusal(422, `${name} must be one of ${words.join(', ')}.`);
  return word;
}

const text = (body: Fields, name: string) => b.readText(body[name], name) ?? null;

/** The fields that an edit of a number may have, by the type of the number. */
export const editable: Readonly<Record<string, readonly string[]>> = {
  sip_registration: [...sipFields, 'id'],
  def: ['comment', 'purpose', 'employee_id', 'id'],
  abc: ['comment', 'purpose', 'id'],
};

/** Reads an edit of another operator's number. */
export const readSip = (body: Fields): Fields => ({
  login: text(body, 'login'),
  password: text(body, 'password'),
  comment: text(body, 'comment'),
  purpose: b.readPurpose(body.purpose),
  server_host: text(body, 'server_host'),
  server_port: b.readPort(body.server_port) ?? null,
});

/** Reads an edit of a mobile number. */
export function readMobile(body: Fields): Fields {
  const purpose = oneOf(purposes, body.purpose, 'purpose');
  const { employee_id: employee } = body;
  const needed = purpose === 'employee' || employee !== undefined;
  return {
    comment: text(body, 'comment'),
    purpose,
    employee_id: needed ? b.readInteger(employee, 'employee_id') : null,
  };
}

/** Reads an edit of a city number. */
export const readCity = (body: Fields): Fields => ({
  comment: required(body, 'comment'),
  purpose: b.readPurpose(body.purpose),
});

/** The fields of a new number of another operator. */
export const newSipFields = ['number', 'type', ...sipFields];

/** Reads a new number of another operator. */
export function readNewSip(body: Fields): Fields {
  for (const name of ['login', 'password', 'server_host']) required(body, name);
  if (body.server_port === undefined) throw new Refusal(422, 'server_port is missing.');
  const type = oneOf(['sip_registration'], body.type, 'type');
  return { number: required(body, 'number'), type, ...readSip(body) };
}

/** The fields of a new mobile number. */
export const newMobileFields = ['number', 'dgn_number', 'purpose', 'comment', 'type'];

/** Reads a new mobile number. */
export const readNewMobile = (body: Fields): Fields => ({
  number: required(body, 'number'),
  comment: text(body, 'comment'),
  type: oneOf(['def'], body.type, 'type'),
  purpose: oneOf(['company', 'not_specified'], body.purpose, 'purpose'),
  dgn_number: required(body, 'dgn_number'),
});

/** The fields of the melodies of the whole company. */
export const mainFields = [
  'dialing_source_type',
  'dialing_media_id',
  'hold_source_type',
  'hold_media_id',
];

/** Reads the melodies of the whole company. */
export const readMain = (body: Fields): Fields => ({
  dialing_source_type: oneOf(sources, body.dialing_source_type, 'dialing_source_type'),
  dialing_media_id: b.readInteger(body.dialing_media_id, 'dialing_media_id'),
  hold_source_type: oneOf(sources, body.hold_source_type, 'hold_source_type'),
  hold_media_id: b.readInteger(body.hold_media_id, 'hold_media_id'),
});

/** Reads a new file, whose content is not kept. */
export function readFile(body: Fields): Fields {
  if (
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(required(body, 'file'))
  )
    throw new Refusal(422, 'file must be in Base64.');
  return { name: required(body, 'name') };
}
