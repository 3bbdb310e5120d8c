import type { CaseRun, StepRun } from '../../control/cases/case-run.ts';
import { goTo } from '../data/router.ts';
import { contract } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import type { Exported } from '../export/exported.ts';
import { keep, type RequestDraft } from '../try/draft.ts';

/** Opens the request of a step in Try, as it was sent but for the token. */
export function openInTry(step: StepRun): void {
  if (step.request === null) return;
  const draft: RequestDraft = {
    operation: step.operation,
    path: step.path,
    query: '',
    headers: Object.entries(headersOf(step.request.headers)),
    prefer: '',
    body: step.request.body,
    withToken: step.account !== 'none',
  };
  keep(draft);
  goTo('try', step.operation);
}

/**
 * A shell script of the steps that were sent. At the mock its token is a new account, which gives out
 * the same identities; at a provider they are those of this run.
 */
export function toScript({ case: id, to, steps }: CaseRun, now: number): string {
  const sent = steps.flatMap((step) =>
    step.request === null ? [] : [exported(step, step.request, to, `curl-${id}-${now}`)],
  );
  const script = toCurlScript(sent);
  if (to === 'mock') return script;
  return script.replace(
    '\n',
    '\n# The identities are those of the run that this was copied from.\n',
  );
}

function exported(
  { account }: StepRun,
  { method, path, headers, body }: NonNullable<StepRun['request']>,
  to: 'mock' | 'provider',
  token: string,
): Exported {
  const key = contract.value?.account;
  const carries = key?.in === 'header' && account !== 'none' && account !== 'empty';
  const empty = key?.in === 'header' && account === 'empty' ? { [key.name]: '' } : {};
  return {
    method,
    base: to === 'mock' ? location.origin : (contract.value?.provider ?? '').replace(/\/$/, ''),
    path,
    headers: { ...headersOf(headers), ...empty },
    body,
    account: carries ? key.name : undefined,
    token: to === 'mock' ? token : undefined,
    ...(account === null ? {} : { tokenIs: inShell(account, to) }),
  };
}

// What names the account is masked here, and goes by itself.
function headersOf(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const account = contract.value?.account.name.toLowerCase();
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== account));
}

function inShell(account: NonNullable<StepRun['account']>, to: 'mock' | 'provider'): string {
  const second =
    to === 'mock'
      ? 'second-$TOKEN'
      : // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell fills it in.
        '${SECOND_TOKEN:?Set it to the token of another account.}';
  return {
    second,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell fills it in.
    longer: '${TOKEN}0',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell fills it in.
    shorter: '${TOKEN%?}',
    'other-case': `$(printf %s "$TOKEN" | tr 'a-zA-Z' 'A-Za-z')`,
    unknown: 'a-token-that-nobody-issued',
    none: '',
    empty: '',
  }[account];
}
