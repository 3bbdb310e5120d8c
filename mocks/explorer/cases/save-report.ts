import type { CaseRun } from '../../control/cases/case-run.ts';
import { controlText } from '../data/control-client.ts';
import { target } from '../data/session.ts';
import { saveFile } from '../ui/save-file.ts';
import { catalogue } from './catalogue.ts';
import { isFinal, resultOf } from './results.ts';

/** The files that the results can be saved as: the name of each and its type. */
export const reportFiles = {
  html: { label: 'HTML', ending: 'html', type: 'text/html' },
  junit: { label: 'JUnit XML', ending: 'xml', type: 'application/xml' },
  json: { label: 'JSON', ending: 'json', type: 'application/json' },
} as const;

/**
 * Saves the results on the current target as a report of the verifier.
 * @throws ControlError when the mock refuses to write it
 */
export async function saveReport(format: keyof typeof reportFiles): Promise<void> {
  const to = target.value;
  const results = (catalogue.value?.cases ?? []).flatMap((one) => {
    const { verdict, message, run, started } = resultOf(one);
    return isFinal(verdict) ? { started, case: one.id, verdict, message, run } : [];
  });
  const started = new Date(Math.min(...results.map((one) => one.started)));
  const body = {
    ...{ format, to, started: started.toISOString() },
    results: results.map(
      ({ verdict, message, run, case: id }): Partial<CaseRun> => ({
        ...{ case: id, verdict, says: message },
        ...{ steps: run?.steps ?? [], left: run?.left ?? [] },
      }),
    ),
  };
  const { ending, type } = reportFiles[format];
  const text = await controlText('cases/report', { method: 'POST', body });
  // As in `cases-provider-2026-11-28T14-03-00.html`.
  const time = started.toISOString().slice(0, 19).replaceAll(':', '-');
  saveFile(`cases-${to}-${time}.${ending}`, type, text);
}
