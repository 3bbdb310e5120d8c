import type { Fault } from '../../accounts/faults.ts';
import { pretty } from '../try/draft.ts';

/** A fault that is being written, as it stands in the form. */
export interface FaultDraft {
  readonly operation: string;
  readonly wait: 'none' | 'fixed' | 'random';
  readonly delay: string;
  readonly min: string;
  readonly max: string;
  readonly answer: 'usual' | 'status' | 'drop';
  readonly status: string;
  /** JSON; nothing sends none. */
  readonly body: string;
  /** A header a line, `Name: value`. */
  readonly headers: string;
  readonly percent: string;
}

/** A fault that does nothing yet. */
export const emptyFault: FaultDraft = {
  operation: '*',
  wait: 'none',
  delay: '2000',
  min: '200',
  max: '3000',
  answer: 'status',
  status: '500',
  body: '',
  headers: '',
  percent: '100',
};

/** What testers reach for most. */
export const presets: readonly { readonly name: string; readonly part: Partial<FaultDraft> }[] = [
  { name: 'Slow, 2 s', part: { wait: 'fixed', delay: '2000', answer: 'usual' } },
  { name: 'Slow now and then', part: { wait: 'random', min: '200', max: '5000', answer: 'usual' } },
  { name: 'Flaky, 503', part: { answer: 'status', status: '503', percent: '30' } },
  {
    name: 'Too many requests',
    part: {
      answer: 'status',
      status: '429',
      headers: 'Retry-After: 2',
      body: '{ "message": "Too many requests" }',
    },
  },
  { name: 'Broken, 500', part: { answer: 'status', status: '500' } },
  { name: 'Dropped connection', part: { answer: 'drop' } },
];

/** A part of the form that holds no fault, with the pointer of what it would have been. */
export class UnreadableDraft extends Error {
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/**
 * The fault that a draft makes; what is out of its bounds the control API says.
 * @throws UnreadableDraft when it does nothing, the body is no JSON or a header has no colon.
 */
export function faultOf(draft: FaultDraft): object {
  if (draft.wait === 'none' && draft.answer === 'usual') {
    throw new UnreadableDraft('', 'This fault does nothing; let it wait, answer a status or drop.');
  }
  const delay =
    draft.wait === 'fixed'
      ? { delay: numberIn(draft.delay) }
      : draft.wait === 'random'
        ? { delay: { min: numberIn(draft.min), max: numberIn(draft.max) } }
        : {};
  const percent = numberIn(draft.percent);
  const probability = typeof percent === 'number' ? percent / 100 : percent;
  return {
    ...delay,
    ...(draft.answer === 'drop' ? { drop: true } : {}),
    ...(draft.answer === 'status' ? answerOf(draft) : {}),
    ...(probability === 1 ? {} : { probability }),
  };
}

/** The draft that makes a fault. */
export function faultDraft(operation: string, fault: Fault): FaultDraft {
  const { delay, status, body, headers, drop, probability = 1 } = fault;
  const wait =
    typeof delay === 'object'
      ? ({ wait: 'random', min: String(delay.min), max: String(delay.max) } as const)
      : delay === undefined
        ? {}
        : ({ wait: 'fixed', delay: String(delay) } as const);
  return {
    ...emptyFault,
    ...wait,
    operation,
    answer: drop === true ? 'drop' : status === undefined ? 'usual' : 'status',
    ...(status === undefined ? {} : { status: String(status) }),
    body: body === undefined ? '' : pretty(body),
    headers: Object.entries(headers ?? {})
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    percent: String(Number((probability * 100).toFixed(4))),
  };
}

function answerOf({ status, body, headers }: FaultDraft): object {
  const lines = headers.split('\n').filter((line) => line.trim() !== '');
  return {
    status: numberIn(status),
    ...(body.trim() === '' ? {} : { body: jsonIn(body) }),
    ...(lines.length === 0 ? {} : { headers: Object.fromEntries(lines.map(headerIn)) }),
  };
}

// What is no number is sent as it was written, so that the refusal names it.
function numberIn(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableDraft('/body', `The body is no JSON: ${why}.`);
  }
}

function headerIn(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  throw new UnreadableDraft(
    '/headers',
    `The line "${line.trim()}" is no header; write Name: value, such as Retry-After: 2.`,
  );
}
