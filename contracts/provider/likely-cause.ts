import {
  classify,
  findOperation,
  identifierFields,
  parseJson,
  type Resource,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import type { CheckContext } from './check-context.ts';
import { claimsOf } from './item.ts';
import { preview, valuesAt } from './values.ts';

/**
 * Names the likely cause of a wrong refusal, in a sentence that begins with a space: an earlier request
 * that was refused, and named a value that no item holds. Empty if there is none.
 */
export function likelyCause(
  context: CheckContext,
  resource: Resource | undefined,
  exchange: Exchange | undefined,
): string {
  if (resource === undefined || exchange === undefined) return '';
  const { request } = exchange;
  const { catalogue, contract, redaction } = context.provider;
  const account = ({ headers }: Exchange['request']) =>
    headers[contract.account.name.toLowerCase()];
  const fields = identifierFields(catalogue, resource).filter(({ kind }) => kind.exclusive);
  for (const { steps } of fields) {
    const valuesIn = ({ method, path, body }: Exchange['request']) => {
      const json = parseJson(body ?? '');
      const { operation } = findOperation(contract, method, path) ?? {};
      return valuesAt(operation ? context.provider.itemSent(operation, json) : json, steps);
    };
    const held = context.liveItems.flatMap(({ holds }) => claimsOf(holds, steps));
    const claimed = valuesIn(request).filter((value) => !held.includes(value));
    const earlier = context.exchanges.filter(
      (one) =>
        one.request !== request &&
        account(one.request) === account(request) &&
        classify(one.response) === 'refused',
    );
    for (const one of earlier) {
      const value = valuesIn(one.request).find((each) => claimed.includes(each));
      if (value === undefined) continue;
      const { method, path } = one.request;
      const what = `${method} ${redaction.text(path)}, which was refused (${one.response?.status})`;
      return ` A likely cause: ${what} before, may have kept ${preview(redaction, value)}.`;
    }
  }
  return '';
}
