import { classify } from '../../spec/index.ts';
import { atOneMoment, type Exchange } from '../http/exchange.ts';

/**
 * Orders exchanges for a reader: in a race the accepted requests come first. Drops refused probes
 * before one that was accepted but must be refused.
 */
export function decisive(exchanges: readonly Exchange[]): Exchange[] {
  const probe = exchanges.at(-1)?.note;
  const isShown = (one: Exchange) => one.note !== probe || outcomeOf(one) !== 'refused';
  const ends = exchanges.length > 0 && outcomeOf(exchanges.at(-1)) === 'accepted';
  const shown = ends && probe?.endsWith(': refused?') ? exchanges.filter(isShown) : [...exchanges];
  const isRacing = ({ note }: Exchange) => note.startsWith(atOneMoment);
  const from = shown.findIndex(isRacing);
  const to = shown.findLastIndex(isRacing) + 1;
  const racing = shown.slice(from, to);
  if (from < 0 || !racing.every(isRacing)) return shown;
  const rank = (one: Exchange) => ['accepted', 'fault', 'refused'].indexOf(outcomeOf(one));
  return shown.toSpliced(from, to - from, ...racing.sort((a, b) => rank(a) - rank(b)));
}

function outcomeOf(exchange: Exchange | undefined) {
  return classify(exchange?.response);
}
