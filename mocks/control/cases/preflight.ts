import { buildRequest, type Contract, type Operation, type Tokens } from '../../../spec/index.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { RefusalTexts } from '../../problems/texts/english.ts';
import type { Message } from '../../problems/texts/message.ts';

/** Whether cases can be judged at a provider, or why not in a sentence. */
export type Preflight<Sentence = string> =
  | { readonly ok: true }
  | { readonly ok: false; readonly says: Sentence };

type Why = (texts: RefusalTexts['preflight']) => string;

/** What a preflight needs. */
export interface PreflightTarget {
  readonly contract: Contract;
  readonly tokens: Tokens;
  /** The URL of the provider. */
  readonly url: string;
  send(request: ForwardedRequest): Promise<ForwardedResponse>;
}

/**
 * Finds out with two requests at most, which only read, whether cases can be judged at a provider: whether it
 * can be reached, takes the tokens and has the paths of the contract.
 */
export async function preflight(target: PreflightTarget): Promise<Preflight<Message>> {
  const { contract, tokens, url } = target;
  const { first, second } = tokens;
  if (first === undefined) return refused(({ noToken }) => noToken);
  const [one, other] = plainReads(contract);
  // Nothing can be read without knowing what there is, so the cases themselves will tell.
  if (one === undefined) return { ok: true };
  const response = await read(one, first);
  const why = whyNot(response, url, 'first');
  if (why !== undefined) return refused(why);
  const isMissing = statusOf(response) === 404;
  // Optional operations may be missing: only if another is, too, the URL is wrong.
  if (isMissing && other !== undefined) {
    const also = await read(other, first);
    const whyAlso = whyNot(also, url, 'first');
    if (whyAlso !== undefined) return refused(whyAlso);
    if (statusOf(also) === 404) return refused(noPaths([one, other], url));
  } else if (isMissing) return refused(noPaths([one], url));
  else if (second !== undefined) {
    const whySecond = whyNot(await read(one, second), url, 'second');
    if (whySecond !== undefined) return refused(whySecond);
  }
  return { ok: true };

  function read(operation: Operation, token: string): Promise<ForwardedResponse> {
    const { body: _none, ...request } = buildRequest(contract, operation, { token });
    return target.send(request);
  }
}

function refused(why: Why): Preflight<Message> {
  return { ok: false, says: ({ preflight }) => why(preflight) };
}

/** The lists, and other reads, that need nothing but a token; those of what can be added come first. */
function plainReads({ resources, operations, pages }: Contract): Operation[] {
  const lists = resources
    .toSorted((a, b) => Number(b.actions.add !== undefined) - Number(a.actions.add !== undefined))
    .flatMap(({ actions }) => actions.list ?? []);
  const isOptional = ({ source }: Operation) =>
    pages.some(({ id, neighbour }) => id === source?.page && neighbour);
  const isPlain = ({ method, path, parameters }: Operation) =>
    method === 'get' && !path.includes('{') && !parameters.some(({ required }) => required);
  return [...new Set([...lists, ...operations])]
    .filter(isPlain)
    .toSorted((a, b) => Number(isOptional(a)) - Number(isOptional(b)));
}

function statusOf(response: ForwardedResponse): number | undefined {
  return 'status' in response ? response.status : undefined;
}

function whyNot(
  response: ForwardedResponse,
  url: string,
  which: 'first' | 'second',
): Why | undefined {
  if ('failure' in response) {
    const { failure } = response;
    return ({ unreachable }) => unreachable(failure);
  }
  const { status, headers } = response;
  if (status === 401 || status === 403) {
    return ({ refusedToken }) => refusedToken(which, status);
  }
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    const { location } = headers;
    return ({ redirects }) => redirects(location);
  }
  return status >= 500 ? ({ fails }) => fails(status, url) : undefined;
}

function noPaths(reads: readonly Operation[], url: string): Why {
  const paths = reads.map(({ path }) => path);
  return (texts) => texts.noPaths(paths, url);
}
