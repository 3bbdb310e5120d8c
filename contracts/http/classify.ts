import { isObject } from '../../spec/index.ts';
import type { Exchange } from './exchange.ts';

/** What an answer amounts to: `fault` is one that is neither, with the reason. */
export type Reading =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'fault'; readonly why: string };

const accepted: Reading = { kind: 'accepted' };
const refused: Reading = { kind: 'refused' };

/**
 * Reads an answer as acceptance or refusal. No page shows either, so any 2xx accepts, and any 4xx or
 * a JSON-RPC error object below 500 refuses; a 5xx is never a refusal, nor is no answer.
 */
export function readExchange({ response, failure }: Exchange): Reading {
  if (response === undefined) return { kind: 'fault', why: `There was ${failure}.` };
  const { status, json } = response;
  if (status >= 500) return { kind: 'fault', why: `It was answered ${status}.` };
  if (isObject(json) && isObject(json.error)) return refused;
  if (status >= 400) return refused;
  if (status >= 200 && status < 300) return accepted;
  return { kind: 'fault', why: `It was answered ${status}, which neither accepts nor refuses.` };
}
