import { describe, expect, test } from 'vitest';
import {
  createResponseCheck,
  type ResponsePromise,
} from '../../contracts/provider/response-check.ts';
import {
  createRedaction,
  loadContract,
  type Operation,
  operationName,
  ownContract,
} from '../../spec/index.ts';

const contract = await loadContract(ownContract);
const check = createResponseCheck(contract, createRedaction(contract.document));

function operationOf(method: string, path: string): Operation {
  const found = contract.operations.find((one) => operationName(one) === `${method} ${path}`);
  if (found === undefined) throw new Error(`The contract has no ${method} ${path}.`);
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
const returned = { ...number, comment: null, server_host: null };

/** An accepted request, and its response. */
interface Row {
  readonly why: string;
  readonly operation: Operation;
  readonly sent?: unknown;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly response: unknown;
  /** The body, if it is not JSON. */
  readonly body?: string;
  readonly type?: string | undefined;
  readonly utf8?: boolean;
  readonly promised?: boolean;
}

function faultsOf({ operation, sent, path = {}, response, body, promised = true, ...row }: Row) {
  const type = 'type' in row ? row.type : 'application/json; charset=UTF-8';
  return check({
    operation,
    sent,
    path,
    promised,
    formerSecrets: new Set(['former', 'oldest']),
    exchange: {
      request: { method: operation.method, path: operation.path, headers: {}, body: undefined },
      response: {
        status: 200,
        headers: type === undefined ? {} : { 'content-type': type },
        body: body ?? JSON.stringify(response),
        json: body === undefined ? response : undefined,
        utf8: row.utf8 ?? true,
        bom: false,
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

describe('a response without faults', () => {
  const valid: Row[] = [
    { ...added, response: stored, why: 'repeats what was sent, with an id' },
    {
      ...added,
      response: { ...stored, number_capacity_ids: [2, 1] },
      why: 'has a list in another order',
    },
    { ...added, response: { ...stored, employee_group_ids: [] }, why: 'has an empty list as []' },
    { ...added, response: { ...stored, more: 1 }, why: 'has an unknown field' },
    {
      ...added,
      response: stored,
      type: 'application/json',
      why: 'has a media type without a charset',
    },
    {
      ...added,
      response: stored,
      type: 'application/hal+json',
      why: 'has a media type with the suffix +json',
    },
    { ...edited, response: stored, why: 'has the id of the path' },
    {
      ...edited,
      response: { ...stored, employee_group_ids: [7] },
      why: 'has a list that the edit omitted',
    },
    { ...changed, response: returned, why: 'repeats a number' },
    { ...changed, response: { ...returned, server_port: '5060' }, why: 'has the port as text' },
    { ...changed, response: { ...returned, password: '***' }, why: 'has a masked password' },
    {
      operation: remove,
      path: { id: 83 },
      response: { id: 83 },
      why: 'has the id of the deleted item',
    },
    { operation: list, response: [stored], why: 'is a list of rules' },
    {
      ...added,
      response: { nonsense: true },
      promised: false,
      why: 'is free, because nothing promises acceptance',
    },
  ];
  test.each(valid)('$operation.method $operation.path $why', (row) => {
    expect(faultsOf(row)).toEqual([]);
  });
});

describe('a response with a fault', () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(stored).filter(([key]) => key !== name));
  const faulty: (Row & { promise: ResponsePromise; says: string })[] = [
    {
      ...added,
      response: stored,
      type: undefined,
      why: 'has no media type',
      promise: 'content-type',
      says: 'The response has no Content-Type.',
    },
    {
      ...added,
      response: stored,
      type: 'text/html; charset=utf-8',
      why: 'has the media type of HTML',
      promise: 'content-type',
      says: 'The Content-Type of the response is text/html, not JSON.',
    },
    {
      ...added,
      response: stored,
      type: 'application/json; charset=windows-1251',
      why: 'has another charset',
      promise: 'content-type',
      says: 'The Content-Type of the response has charset=windows-1251, not UTF-8.',
    },
    {
      ...added,
      response: stored,
      utf8: false,
      why: 'is not UTF-8',
      promise: 'content-type',
      says: 'The response is not UTF-8.',
    },
    {
      ...added,
      response: undefined,
      body: '',
      promised: false,
      why: 'is empty',
      promise: 'content-type',
      says: 'The response is empty.',
    },
    {
      ...added,
      response: undefined,
      body: '{',
      why: 'is not JSON',
      promise: 'content-type',
      says: 'The response is not JSON.',
    },
    {
      ...added,
      response: without('id'),
      why: 'has no id',
      promise: 'shape',
      says: 'In the response, it ',
    },
    {
      ...added,
      response: { ...stored, media_id: '50' },
      why: 'has a number as text',
      promise: 'shape',
      says: 'In the response, media_id ',
    },
    {
      ...added,
      response: { ...stored, id: 0 },
      why: 'has an id that is not positive',
      promise: 'identity',
      says: 'The response has id 0, which is not a positive integer.',
    },
    {
      ...edited,
      response: { ...stored, id: 84 },
      why: 'has another id than the path',
      promise: 'identity',
      says: 'The response has id 84, but the path has 83.',
    },
    {
      ...added,
      response: { ...stored, number_capacity_ids: [1] },
      why: 'lacks a number',
      promise: 'echo',
      says: 'The response has number_capacity_ids [1], but [1,2] was sent.',
    },
    {
      ...added,
      response: { ...stored, number_capacity_ids: [1, 2, 2] },
      why: 'has a number twice',
      promise: 'echo',
      says: 'The response has number_capacity_ids [1,2,2], but [1,2] was sent.',
    },
    {
      ...added,
      response: { ...stored, employee_group_ids: [7] },
      why: 'has a group that was not sent',
      promise: 'echo',
      says: 'The response has employee_group_ids [7], but none was sent.',
    },
    {
      ...changed,
      response: { ...returned, login: 'b' },
      why: 'has another login',
      promise: 'echo',
      says: 'The response has login "b", but "a" was sent.',
    },
    {
      ...changed,
      response: { ...returned, password: 'oldest' },
      why: 'has an earlier password',
      promise: 'echo',
      says: 'The response has an earlier password, not the one that was sent.',
    },
  ];
  test.each(faulty)('$operation.method $operation.path $why', ({ promise, says, ...row }) => {
    const faults = faultsOf(row);
    expect(faults).toEqual([{ promise, message: expect.stringContaining(says) }]);
  });
});
