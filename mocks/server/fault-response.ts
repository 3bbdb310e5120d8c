import { explainsItself, type FaultEffect } from '../accounts/faults.ts';
import { Refusal } from '../problems/problem.ts';
import { type MockResponse, refusalResponse } from './response.ts';
import { writeBody } from './write-body.ts';

/** Makes the response that a fault sends instead of the operation's; undefined if it sends none. */
export function faultResponse(effect: FaultEffect): MockResponse | undefined {
  const { status, body, headers = {}, truncate: isTruncated } = effect;
  if (status === undefined) return undefined;
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (explainsItself(effect)) {
    const refusal = new Refusal('simulated-fault', ({ server }) => server.fault(status), {}, own);
    return { ...refusalResponse(refusal, status), isTruncated };
  }
  if (body === undefined) return { status, headers: own };
  const all = { 'content-type': 'application/json', ...own };
  return { status, headers: all, body: writeBody(body, all['content-type']), isTruncated };
}
