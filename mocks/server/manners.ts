import { type Action, actionOf, type Contract, type Operation } from '../../spec/index.ts';
import { type Effect, effectsOf, type Settings } from '../accounts/switches.ts';
import type { MockResponse } from './response.ts';

/** Gives the responses of an operation the statuses and forms that the switches of its doubts are set to. */
export interface Manners {
  /** Whether an addition is answered with `Location` that the document does not have. */
  sendsLocation(settings: Settings): boolean;
  /** The response to a request that was accepted. */
  accept(response: MockResponse, settings: Settings): MockResponse;
  /** The response to a request that was refused; other responses stay as they are. */
  refuse(response: MockResponse, settings: Settings): MockResponse;
}

const statusEffects: { readonly [action in Action]?: Effect } = {
  add: 'status-of-add',
  edit: 'status-of-edit',
  patch: 'status-of-edit',
  delete: 'status-of-deletion',
};

/** Prepares the manners of an operation: those of the doubts that it names, or one of its responses. */
export function createManners(contract: Contract, operation: Operation): Manners {
  const doubts = [operation, ...operation.responses].flatMap((one) => one.doubts);
  const effects = effectsOf(contract, doubts);
  const action = actionOf(contract, operation)?.action;
  const ofAccepted = action && statusEffects[action];
  const chosen = (effect: string | undefined, settings: Settings) =>
    effects.has(effect as Effect) ? settings[effect as Effect] : undefined;
  return {
    sendsLocation: (settings) => chosen('location-of-add', settings) === 'sent',
    accept(response, settings) {
      const status = Number(chosen(ofAccepted, settings));
      return status > 0 ? { ...response, status } : response;
    },
    refuse(response, settings) {
      const { status: strict, refusal } = response;
      if (refusal === undefined || strict >= 500) return response;
      const form = chosen('form-of-refusals', settings) ?? 'problem';
      const wanted = Number(chosen(`status-of-${strict}`, settings) ?? strict);
      // With any other body, 200 would be a success.
      const status = wanted === 200 && form !== 'json-rpc' ? strict : wanted;
      if (form === 'problem') return status === strict ? response : { ...response, status };
      const {
        'content-type': _type,
        'content-language': _language,
        vary: _vary,
        ...headers
      } = response.headers;
      return { ...response, status, headers, body: undefined, form };
    },
  };
}
