import type { ShownExchange } from './report.ts';
import { cut, duration, oneLine, visible } from './visible-text.ts';

/** A body for reading: JSON over several lines, other text as it came; at most `most` characters. */
export function bodyText(body: unknown, most: number): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body, null, 2) ?? '');
  return visible(cut(text, most));
}

/** An exchange in full, as HTTP is written down: request, empty line, answer. */
export function exchangeText(exchange: ShownExchange, mostOfBody: number): string {
  return `${requestText(exchange, mostOfBody)}\n\n${responseText(exchange, mostOfBody)}`;
}

/** The request: its line, its headers, its body. */
export function requestText({ request }: ShownExchange, mostOfBody: number): string {
  const line = oneLine(`${request.method} ${request.url}`);
  return message(line, request.headers, request.body, mostOfBody);
}

/** The answer: its status, its headers, its body; or why there was none. */
export function responseText({ answer, failure, ms }: ShownExchange, mostOfBody: number): string {
  if (answer === undefined) return noResponse(failure);
  const line = `${answer.status} after ${duration(ms)}`;
  return message(line, answer.headers, answer.body, mostOfBody);
}

/** The request and the answer in a line each, their bodies cut at `most` characters. */
export function shortExchange(
  { request, answer, failure }: ShownExchange,
  most: number,
): { readonly asked: string; readonly answered: string } {
  const asked = `${oneLine(request.url)}${shortBody(request.body, most)}`;
  return {
    asked: `${oneLine(request.method)} ${asked}`,
    answered:
      answer === undefined
        ? noResponse(failure)
        : `${answer.status}${shortBody(answer.body, most)}`,
  };
}

function noResponse(failure: string | undefined): string {
  return failure === undefined ? 'no answer' : `no answer: ${oneLine(failure)}`;
}

function shortBody(body: unknown, most: number): string {
  if (body === undefined) return '';
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  return text === '' ? '' : ` ${oneLine(cut(text, most))}`;
}

function message(
  line: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  mostOfBody: number,
): string {
  const head = Object.entries(headers).map(([name, value]) => oneLine(`${name}: ${value}`));
  const rest = body === undefined || body === '' ? [] : ['', bodyText(body, mostOfBody)];
  return [line, ...head, ...rest].join('\n');
}
