import pico from 'picocolors';
import { shortExchange } from '../exchange-text.ts';
import { originText } from '../labels.ts';
import type { Result } from '../report.ts';
import { counted, oneLine } from '../visible-text.ts';

const mostOfBody = 240;
// The last exchange is what the message is about.
const mostOfLast = 2_000;
const mostExchanges = 8;

/**
 * What the console says below the title of a result, line by line: the message, the promises and the
 * row of the documentation, the last exchanges, and the command that repeats it.
 */
export function resultLines(result: Result, colours = pico.createColors(false)): string[] {
  const { message, exchanges, repeat } = result;
  const origin = originText(result);
  const skipped = exchanges.length - mostExchanges;
  return [
    ...(message === undefined ? [] : [colours.red(oneLine(message))]),
    ...(origin === '' ? [] : [colours.dim(origin)]),
    ...(skipped > 0 ? [`  … ${counted(skipped, 'exchange')} before`] : []),
    ...exchanges.slice(-mostExchanges).flatMap((exchange, i, { length }) => {
      const most = i === length - 1 ? mostOfLast : mostOfBody;
      const { request, response } = shortExchange(exchange, most);
      return [`  > ${request}`, `  < ${response}`];
    }),
    ...(repeat === undefined ? [] : [`$ ${oneLine(repeat)}`]),
  ];
}
