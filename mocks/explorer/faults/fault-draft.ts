import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import type { Fault } from '../../accounts/faults.ts';
import { messageOf } from '../data/control-client.ts';
import { headerLines } from '../data/recorded-message.ts';
import { texts } from '../data/texts.ts';

/** A fault being edited, as the form holds it. */
export interface FaultDraft {
  readonly operation: string;
  readonly delayKind: 'none' | 'fixed' | 'random';
  readonly delay: string;
  readonly min: string;
  readonly max: string;
  readonly response: 'normal' | 'status' | 'drop';
  readonly status: string;
  /** JSON, or text if the headers have another type; an empty text sends no body. */
  readonly body: string;
  /** One header per line, `Name: value`. */
  readonly headers: string;
  readonly truncate: boolean;
  readonly percent: string;
  /** An empty text is without end. */
  readonly times: string;
  /** The name of the fault of the contract that it started from; empty for none. */
  readonly name: string;
}

/** The initial draft. */
export const newFault: FaultDraft = {
  operation: '*',
  delayKind: 'none',
  delay: '2000',
  min: '200',
  max: '3000',
  response: 'status',
  status: '500',
  body: '',
  headers: '',
  truncate: false,
  percent: '100',
  times: '',
  name: '',
};

/** Common faults. */
export const presets = [
  { name: 'slow', part: { delayKind: 'fixed', delay: '2000', response: 'normal' } },
  { name: 'random', part: { delayKind: 'random', min: '200', max: '5000', response: 'normal' } },
  { name: 'flaky', part: { status: '503', percent: '30' } },
  {
    name: 'rateLimit',
    part: {
      status: '429',
      headers: 'Retry-After: 2',
      body: '{ "message": "Too many requests" }',
    },
  },
  { name: 'serverError', part: { status: '500' } },
  { name: 'dropped', part: { response: 'drop' } },
] as const satisfies readonly { readonly name: string; readonly part: Partial<FaultDraft> }[];

/** A mistake in a draft that the form finds before the control API can. */
export class InvalidDraft extends Error {
  /** JSON Pointer of the field in the fault. */
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/**
 * The fault of a draft; its values may still be refused by the control API.
 * @throws InvalidDraft when the draft cannot be sent
 */
export function toFault(draft: FaultDraft): object {
  const { delayKind, response } = draft;
  const truncates = draft.truncate && response !== 'drop';
  if (delayKind === 'none' && response === 'normal' && !truncates) {
    throw new InvalidDraft('', texts.value.faults.doesNothing);
  }
  const percent = toNumber(draft.percent);
  const probability = typeof percent === 'number' ? percent / 100 : percent;
  return {
    ...(delayKind === 'fixed' ? { delay: toNumber(draft.delay) } : {}),
    ...(delayKind === 'random'
      ? { delay: { min: toNumber(draft.min), max: toNumber(draft.max) } }
      : {}),
    ...(response === 'drop' ? { drop: true } : {}),
    ...(response === 'status' ? toResponse(draft) : {}),
    ...(truncates ? { truncate: true } : {}),
    ...(draft.times.trim() === '' ? {} : { times: toNumber(draft.times) }),
    ...(probability === 1 ? {} : { probability }),
  };
}

/** The draft of an existing fault. */
export function toFaultDraft(operation: string, fault: Fault): FaultDraft {
  const { delay, status, body, headers = {}, drop, probability = 1 } = fault;
  const lines = headerLines(headers);
  const timing: Partial<FaultDraft> =
    typeof delay === 'object'
      ? { delayKind: 'random', min: String(delay.min), max: String(delay.max) }
      : delay === undefined
        ? {}
        : { delayKind: 'fixed', delay: String(delay) };
  return {
    ...newFault,
    ...timing,
    operation,
    response: drop === true ? 'drop' : status === undefined ? 'normal' : 'status',
    ...(status === undefined ? {} : { status: String(status) }),
    body:
      body === undefined ? '' : typeof body === 'string' && isText(lines) ? body : prettyJson(body),
    headers: lines,
    truncate: fault.truncate === true,
    times: fault.times === undefined ? '' : String(fault.times),
    name: fault.name ?? '',
    percent: String(Number((probability * 100).toFixed(4))),
  };
}

/** Whether header lines have a Content-Type that is not JSON. */
export function isText(headers: string): boolean {
  return /^\s*content-type\s*:(?!\s*[^;\s]+[/+]json\s*(;|$))/im.test(headers);
}

function toResponse({ status, body, headers }: FaultDraft): object {
  const lines = headers.split('\n').filter((line) => line.trim() !== '');
  return {
    status: toNumber(status),
    ...(body.trim() === '' ? {} : { body: isText(headers) ? body : toBody(body) }),
    ...(lines.length === 0 ? {} : { headers: Object.fromEntries(lines.map(toHeader)) }),
  };
}

// Text that is not a number is sent as it is, so that the refusal names it.
function toNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function toBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidDraft('/body', texts.value.faults.notJson(messageOf(error)));
  }
}

function toHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  throw new InvalidDraft('/headers', texts.value.faults.noHeader(line.trim()));
}
