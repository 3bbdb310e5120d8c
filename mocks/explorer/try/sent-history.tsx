import { useState } from 'preact/hooks';
import { openInTry } from '../data/drafts.ts';
import { clearSent, type SentRecord, sent, show } from '../data/sent.ts';
import { chooseTarget, operationOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { Method, Status } from '../ui/status.tsx';
import { draftPath } from './draft.ts';

/** What was sent in this tab, to the mock and to the provider, to be opened again with its answer. */
export function SentHistory({
  operation,
  shown,
}: {
  operation: string;
  shown: SentRecord | undefined;
}) {
  const { common, frame, try: t } = texts.value;
  const [scope, setScope] = useState<'' | 'all'>('');
  if (sent.value.length === 0) return null;
  const listed = sent.value.filter((one) => scope === 'all' || one.operation === operation);
  return (
    <details class="sent-history">
      <summary>{t.history(sent.value.length)}</summary>
      <div class="actions">
        <Chips
          label={t.history(sent.value.length)}
          value={scope}
          options={[{ value: 'all', text: t.ofAll }]}
          onChange={(value) => setScope(value)}
        />
        <Button onClick={clearSent}>{t.clearHistory}</Button>
      </div>
      {listed.length === 0 && <p class="empty">{t.noHistory}</p>}
      <ol>
        {listed.map((one) => {
          const to = one.target === 'mock' ? frame.mock : frame.provider;
          const time = new Date(one.time).toLocaleTimeString(common.locale);
          const of = operationOf(one.operation);
          if (of === undefined) return null;
          const path = draftPath(one.draft, of);
          return (
            <li key={one.id}>
              <button
                type="button"
                aria-current={one.id === shown?.id ? 'true' : undefined}
                onClick={() => open(one)}
              >
                <Status status={'status' in one.answer ? one.answer.status : 0} />
                <span>
                  <Method name={of.method} /> <code>{path}</code>
                </span>
                <small>
                  {to} · {time}
                </small>
              </button>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

function open(one: SentRecord): void {
  chooseTarget(one.target);
  show(one.id, one.operation);
  openInTry(one.draft);
}
