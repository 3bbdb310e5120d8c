import { derivedTokens } from '../../../spec/shared/curl.ts';
import type { CaseRun, StepRun } from '../../control/cases/case-run.ts';
import type { RequestDraft } from '../data/drafts.ts';
import { baseUrlOf, contract, type Target } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import type { ExportedRequest } from '../export/exported-request.ts';

/** A draft of the request of a step, without the token; undefined where none was sent. */
export function draftOfStep(step: StepRun): RequestDraft | undefined {
  if (step.request === null) return undefined;
  return {
    operation: step.operation,
    path: step.path,
    query: '',
    headers: Object.entries(withoutToken(step.request.headers)),
    prefer: '',
    body: step.request.body,
    withToken: step.account !== 'none',
  };
}

/**
 * The sent steps as a shell script. For the mock its token is a new account, which assigns the same
 * ids again; for a provider the ids are those of this run.
 */
export function toCaseScript({ case: id, to, steps }: CaseRun, now: number): string {
  const token = to === 'mock' ? `curl-${id}-${now}` : undefined;
  const script = toCurlScript(steps.flatMap((step) => toExported(step, to, token) ?? []));
  if (to === 'mock') return script;
  return script.replace('\n', '\n# Ids are those of the run that this script was copied from.\n');
}

function toExported(
  { account, request }: StepRun,
  to: Target,
  token: string | undefined,
): ExportedRequest | undefined {
  if (request === null) return undefined;
  const { method, path, headers, body } = request;
  const key = contract.value?.account;
  const inHeader = key?.in === 'header' ? key.name : undefined;
  const carriesToken = account !== 'none' && account !== 'empty';
  return {
    method,
    base: baseUrlOf(to),
    path,
    headers: {
      ...withoutToken(headers),
      ...(inHeader !== undefined && account === 'empty' ? { [inHeader]: '' } : {}),
    },
    body,
    tokenHeader: carriesToken ? inHeader : undefined,
    token,
    ...(account === null || !carriesToken ? {} : { shellToken: shellTokens(to)[account] }),
  };
}

// The token is masked here, and exported separately.
function withoutToken(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const account = contract.value?.account.name.toLowerCase();
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== account));
}

function shellTokens(to: Target) {
  const second =
    to === 'mock'
      ? 'second-$TOKEN'
      : // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
        '${SECOND_TOKEN:?Set it to the token of another account.}';
  return { ...derivedTokens, second };
}
