import { isObject } from '../../spec/index.ts';
import { languageHeaders } from '../http/vary.ts';
import type { EngineCall } from '../prism/engine.ts';
import type { Refusal } from '../problems/problem.ts';
import { textsFor } from '../problems/texts/language.ts';
import { render } from '../problems/texts/message.ts';
import { type MockResponse, refusalResponse } from './response.ts';
import type { ContractService } from './service.ts';
import { writeBody } from './write-body.ts';

/** Makes a refusal as the operation documents it; undefined where problem details do. */
export function documentedRefusal(
  { engine }: Pick<ContractService, 'engine'>,
  call: EngineCall,
  refusal: Refusal,
  status: number = refusal.status,
): MockResponse | undefined {
  const texts = textsFor(call.headers);
  const documented = engine.refusal(call, status, (body) =>
    explained(body, status, render(refusal.detail, texts)),
  );
  if (documented === undefined) return undefined;
  const own = { ...refusal.headers, ...documented.headers };
  const headers = documented.isExplained ? { ...own, ...languageHeaders(texts, own) } : own;
  const body = writeBody(documented.body, own['content-type']);
  return { ...refusalResponse(refusal, status), headers, body };
}

const explaining = ['message', 'detail', 'error_description', 'description', 'error', 'title'];

const counting = ['status', 'statusCode', 'status_code', 'code'];

/** Puts status and reason of a refusal into the fields of a documented one that are for them. */
function explained(body: unknown, status: number, why: string): unknown {
  if (!isObject(body)) return body;
  const text = explaining.find((one) => typeof body[one] === 'string');
  const number = counting.find((one) => typeof body[one] === 'number');
  const [inner] = Object.entries(body).filter(([, value]) => isObject(value));
  return {
    ...body,
    ...(number !== undefined && { [number]: status }),
    ...(text !== undefined && { [text]: why }),
    ...(text === undefined && inner && { [inner[0]]: explained(inner[1], status, why) }),
  };
}
