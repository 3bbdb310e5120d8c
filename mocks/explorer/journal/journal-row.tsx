import type { JournalEntry } from '../../journal/journal.ts';
import { nameOfAccount } from '../data/account-names.ts';
import { linkTo } from '../data/router.ts';
import { texts } from '../data/texts.ts';
import { durationOf, timeOf } from '../ui/format.ts';
import { Method, Status } from '../ui/status.tsx';

/** An exchange in the list of the journal. */
export function ExchangeRow({ exchange, isOpen }: { exchange: JournalEntry; isOpen: boolean }) {
  const { seq, time, ms, account, request, response, problem, rule, doubt } = exchange;
  const { fault, turned } = exchange;
  const t = texts.value.journal;
  const reasons = [
    fault && t.faultShort,
    problem && (rule ?? problem),
    doubt,
    turned && t.turnedShort(turned.join(', ')),
  ].filter((one) => one !== undefined);
  return (
    <a
      class="exchange"
      href={linkTo('journal', String(seq))}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span class="line">
        <Status status={response.status} />
        <Method name={request.method} />
        <code>{request.url}</code>
      </span>
      <small>
        <span>{seq}</span> <span>{timeOf(time)}</span> <span>{durationOf(ms)}</span>{' '}
        <span>{nameOfAccount(account)}</span>{' '}
        {reasons.map((one) => (
          <span key={one} class="why">
            {one}
          </span>
        ))}
      </small>
    </a>
  );
}
