import { prettyJson } from '../../spec/index.ts';
import type { ShownExchange } from './report.ts';
import { cut, duration, oneLine, visible } from './visible-text.ts';

/** An exchange as HTTP is written: request, empty line, response; bodies have at most `most` characters. */
export function exchangeText(exchange: ShownExchange, most: number): string {
  return `${requestText(exchange, most)}\n\n${responseText(exchange, most)}`;
}

/** The request: its line, its headers, its body. */
export function requestText({ request }: ShownExchange, most: number): string {
  return messageText(oneLine(`${request.method} ${request.url}`), request, most);
}

/** The response: its status, its headers, its body; or why there is none. */
export function responseText({ response, failure, ms }: ShownExchange, most: number): string {
  if (response === undefined) return noResponse(failure);
  return messageText(`${response.status} after ${duration(ms)}`, response, most);
}

/** The request and the response in one line each. */
export function shortExchange(
  { request, response, failure }: ShownExchange,
  most: number,
): { readonly request: string; readonly response: string } {
  return {
    request: `${oneLine(`${request.method} ${request.url}`)}${shortBody(request, most)}`,
    response:
      response === undefined
        ? noResponse(failure)
        : `${response.status}${shortBody(response, most)}`,
  };
}

function noResponse(failure: string | undefined): string {
  return failure === undefined ? 'no response' : oneLine(failure);
}

type Message = ShownExchange['request'] | NonNullable<ShownExchange['response']>;

function shortBody({ body, bodyLength }: Message, most: number): string {
  if (body === undefined || body === '') return '';
  return ` ${oneLine(cut(asText(body), most, bodyLength))}`;
}

/** A body as text: JSON in one line, other text as it came. */
export function asText(body: unknown): string {
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
}

function messageText(line: string, { headers, body, bodyLength }: Message, most: number): string {
  const head = Object.entries(headers).map(([name, value]) => oneLine(`${name}: ${value}`));
  if (body === undefined || body === '') return [line, ...head].join('\n');
  const text = typeof body === 'string' ? body : prettyJson(body);
  return [line, ...head, '', visible(cut(text, most, bodyLength))].join('\n');
}
