import { describe, expect, test } from 'vitest';
import { type AnswerPromise, createAnswerCheck } from '../../contracts/provider/response-check.ts';
import { loadContract, type Operation, ownContract } from '../../spec/index.ts';
import { createRedaction } from '../../spec/shared/redaction.ts';

const contract = await loadContract(ownContract);
const check = createAnswerCheck(contract, createRedaction(contract.document));

function operationOf(method: string, path: string): Operation {
  const found = contract.operations.find(
    (one) => one.method.toUpperCase() === method && one.path === path,
  );
  if (found === undefined) throw new Error(`There is no ${method} ${path}.`);
  return found;
}

const add = operationOf('POST', '/melodies/personal');
const edit = operationOf('PUT', '/melodies/personal/{id}');
const remove = operationOf('DELETE', '/melodies/personal/{id}');
const list = operationOf('GET', '/melodies/personal');
const sip = operationOf('PUT', '/numbers/virtual-number/{id}');

const rule = { number_capacity_ids: [1, 2], source_type: 'system', media_id: 50 };
const stored = { ...rule, employee_group_ids: null, id: 83 };
const number = { id: 608, login: 'a', password: 'former', purpose: 'company', server_port: 5060 };
const answered = { ...number, comment: null, server_host: null };

/** An accepted request, and its answer. */
interface Row {
  readonly why: string;
  readonly operation: Operation;
  readonly sent?: unknown;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
  /** The body where it is no JSON. */
  readonly body?: string;
  readonly type?: string | undefined;
  readonly utf8?: boolean;
  readonly promised?: boolean;
}

function faultsOf({ operation, sent, path = {}, answer, body, promised = true, ...row }: Row) {
  const type = 'type' in row ? row.type : 'application/json; charset=UTF-8';
  return check({
    operation,
    sent,
    path,
    promised,
    formerSecrets: new Set(['former', 'oldest']),
    exchange: {
      request: { method: operation.method, path: operation.path, headers: {}, body: undefined },
      answer: {
        status: 200,
        headers: type === undefined ? {} : { 'content-type': type },
        body: body ?? JSON.stringify(answer),
        json: body === undefined ? answer : undefined,
        utf8: row.utf8 ?? true,
      },
      failure: undefined,
      ms: 1,
      note: '',
    },
  });
}

const added = { operation: add, sent: rule };
const edited = { operation: edit, sent: { ...rule, id: 83 }, path: { id: 83 } };
const changed = { operation: sip, sent: number, path: { id: 608 } };

describe('an answer that is right', () => {
  const right: Row[] = [
    { ...added, answer: stored, why: 'it repeats what was sent, with an id' },
    { ...added, answer: { ...stored, number_capacity_ids: [2, 1] }, why: 'a list is a set' },
    { ...added, answer: { ...stored, employee_group_ids: [] }, why: 'an empty list may be []' },
    { ...added, answer: { ...stored, more: 1 }, why: 'it may have fields that nobody knows' },
    { ...added, answer: stored, type: 'application/json', why: 'UTF-8 need not be said' },
    { ...added, answer: stored, type: 'application/hal+json', why: 'a suffix tells JSON, too' },
    { ...edited, answer: stored, why: 'the id is that of the path' },
    { ...edited, answer: { ...stored, employee_group_ids: [7] }, why: 'an edit may merge' },
    { ...changed, answer: answered, why: 'a number is answered' },
    { ...changed, answer: { ...answered, server_port: '5060' }, why: 'the port has two forms' },
    { ...changed, answer: { ...answered, password: '***' }, why: 'the password may be masked' },
    { operation: remove, path: { id: 83 }, answer: { id: 83 }, why: 'what was deleted' },
    { operation: list, answer: [stored], why: 'a list of rules' },
    {
      ...added,
      answer: { nonsense: true },
      promised: false,
      why: 'nothing promises that the request is accepted, so that its answer is free',
    },
  ];
  test.each(right)('$operation.method $operation.path: $why', (row) => {
    expect(faultsOf(row)).toEqual([]);
  });
});

describe('an answer that is wrong', () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(stored).filter(([key]) => key !== name));
  const wrong: (Row & { promise: AnswerPromise; says: string })[] = [
    {
      ...added,
      answer: stored,
      type: undefined,
      why: 'it does not say what it is',
      promise: 'content-type',
      says: 'The answer has no Content-Type.',
    },
    {
      ...added,
      answer: stored,
      type: 'text/html; charset=utf-8',
      why: 'it says that it is HTML',
      promise: 'content-type',
      says: 'The answer is text/html, not JSON.',
    },
    {
      ...added,
      answer: stored,
      type: 'application/json; charset=windows-1251',
      why: 'it says another charset',
      promise: 'content-type',
      says: 'The answer says charset=windows-1251, not UTF-8.',
    },
    {
      ...added,
      answer: stored,
      utf8: false,
      why: 'its bytes are not UTF-8',
      promise: 'content-type',
      says: 'The answer is not UTF-8.',
    },
    {
      ...added,
      answer: undefined,
      body: '',
      promised: false,
      why: 'it is empty',
      promise: 'content-type',
      says: 'The answer is empty.',
    },
    {
      ...added,
      answer: undefined,
      body: '{',
      why: 'it is no JSON',
      promise: 'content-type',
      says: 'The answer is not JSON.',
    },
    {
      ...added,
      answer: without('id'),
      why: 'it has no id',
      promise: 'shape',
      says: 'In the answer, it ',
    },
    {
      ...added,
      answer: { ...stored, media_id: '50' },
      why: 'a number is a text',
      promise: 'shape',
      says: 'In the answer, media_id ',
    },
    {
      ...added,
      answer: { ...stored, id: 0 },
      why: 'the id is not positive',
      promise: 'identity',
      says: 'The answer has id 0, which is no positive integer.',
    },
    {
      ...edited,
      answer: { ...stored, id: 84 },
      why: 'the id is another than that of the path',
      promise: 'identity',
      says: 'The answer has id 84, the path 83.',
    },
    {
      ...added,
      answer: { ...stored, number_capacity_ids: [1] },
      why: 'a number is missing',
      promise: 'echo',
      says: 'The answer has number_capacity_ids [1], and [1,2] was sent.',
    },
    {
      ...added,
      answer: { ...stored, number_capacity_ids: [1, 2, 2] },
      why: 'a number is there twice',
      promise: 'echo',
      says: 'The answer has number_capacity_ids [1,2,2], and [1,2] was sent.',
    },
    {
      ...added,
      answer: { ...stored, employee_group_ids: [7] },
      why: 'a group is there that was not sent',
      promise: 'echo',
      says: 'The answer has employee_group_ids [7], and none was sent.',
    },
    {
      ...changed,
      answer: { ...answered, login: 'b' },
      why: 'the login is another',
      promise: 'echo',
      says: 'The answer has login "b", and "a" was sent.',
    },
    {
      ...changed,
      answer: { ...answered, password: 'oldest' },
      why: 'the password is one from before',
      promise: 'echo',
      says: 'The answer has another password than was sent, one from before.',
    },
  ];
  test.each(wrong)('$operation.method $operation.path: $why', ({ promise, says, ...row }) => {
    const faults = faultsOf(row);
    expect(faults).toEqual([
      { promise, operation: row.operation, message: expect.stringContaining(says) },
    ]);
  });
});
