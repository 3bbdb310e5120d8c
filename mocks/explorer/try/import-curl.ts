import { texts } from '../data/texts.ts';
import { ImportError, type ImportedRequest } from './import-request.ts';
import { shellCommands } from './shell-words.ts';

interface Draft {
  method: string | undefined;
  url: string | undefined;
  readonly headers: [string, string][];
  /** Headers of curl's own, which count where they are neither given nor removed. */
  readonly defaults: [string, string][];
  readonly removed: string[];
  readonly data: string[];
  isGet: boolean;
}

type Apply = (request: Draft, value: string) => void;

/** What curl's options with a value do to a request. */
const options: Readonly<Record<string, Apply>> = {
  '--request': (request, value) => {
    request.method = value;
  },
  '--url': (request, value) => {
    request.url = value;
  },
  '--header': addHeader,
  '--user': ({ defaults }, value) => defaults.push(['Authorization', `Basic ${base64(value)}`]),
  '--user-agent': ({ defaults }, value) => defaults.push(['User-Agent', value]),
  '--referer': ({ defaults }, value) => defaults.push(['Referer', value]),
  '--cookie': ({ defaults }, value) => defaults.push(['Cookie', value]),
  '--data': (request, value) => addData(request, notFile(value).replaceAll(/[\r\n]/g, '')),
  '--data-ascii': (request, value) => addData(request, notFile(value).replaceAll(/[\r\n]/g, '')),
  '--data-binary': (request, value) => addData(request, notFile(value)),
  '--data-raw': addData,
  '--data-urlencode': (request, value) => {
    const [, name = '', text = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(value) ?? [];
    addData(request, (name === '' ? '' : `${name}=`) + encodeURIComponent(text.toWellFormed()));
  },
  '--json': (request, value) => {
    request.defaults.push(['Content-Type', 'application/json'], ['Accept', 'application/json']);
    request.data.push(notFile(value));
  },
};

const letters: Readonly<Record<string, string>> = {
  ...{ X: '--request', H: '--header', u: '--user', A: '--user-agent', e: '--referer' },
  ...{ b: '--cookie', d: '--data', G: '--get', I: '--head' },
};

// They say how curl works, not what it sends.
const ignoredWithValue =
  /^(-[omwTcxY]|--(output|max-time|connect-timeout|write-out|retry|proxy|cookie-jar|cacert|resolve))$/;
const ignored =
  /^(-[sSikLvfgNO#0]|--(silent|show-error|include|insecure|location|compressed|verbose|fail|fail-with-body|globoff|no-buffer|http1\.1|http2|path-as-is))$/;

/**
 * The requests of a script with curl commands, and the options that were not understood.
 * @throws ImportError if no command can be read
 */
export function readCurl(text: string): { requests: ImportedRequest[]; unknown: string[] } {
  const unknown: string[] = [];
  const requests = shellCommands(ofWindows(text)).flatMap((words) => {
    const start = words.findIndex((word) => /^(.*[\\/])?curl(\.exe)?$/.test(word));
    return start < 0 ? [] : [readCommand(words.slice(start + 1), unknown)];
  });
  if (requests.length === 0) throw new ImportError(texts.value.try.import.noCurl);
  return { requests, unknown: [...new Set(unknown)] };
}

// Chrome on Windows copies a command for cmd.exe by default: a caret escapes each special character, the end of
// a line goes on, and two ends are one in a text.
function ofWindows(text: string): string {
  if (!/^\s*curl(\.exe)?\s+\^"/.test(text)) return text;
  return text.replaceAll(/\^(\r?\n(\r?\n)?|[\s\S])/g, (_, escaped: string, second?: string) => {
    if (!escaped.endsWith('\n')) return /[$`]/.test(escaped) ? `\\${escaped}` : escaped;
    return second === undefined ? ' ' : '\n';
  });
}

function readCommand(words: readonly string[], unknown: string[]): ImportedRequest {
  const request: Draft = {
    ...{ method: undefined, url: undefined, isGet: false },
    ...{ headers: [], defaults: [], removed: [], data: [] },
  };
  // Last first: to take away the first of very many is slow.
  const rest = [...words].reverse();
  while (rest.length > 0) {
    const [word = '', ...split] = splitLetters(rest.pop() ?? '');
    for (const one of split.reverse()) rest.push(one);
    const name = letters[word.slice(1)] ?? word;
    const apply = options[name];
    if (!/^-./.test(word)) request.url ??= word;
    else if (apply !== undefined) apply(request, rest.pop() ?? '');
    else if (name === '--get') request.isGet = true;
    else if (name === '--head') request.method ??= 'HEAD';
    else if (ignoredWithValue.test(name)) rest.pop();
    else if (!ignored.test(name)) unknown.push(word);
  }
  return finished(request);
}

// `-sXPOST` is `-s -X POST`.
function splitLetters(word: string): string[] {
  const [, all = ''] = /^-([A-Za-z#0].+)$/s.exec(word) ?? [];
  if (all === '') return [word];
  const split: string[] = [];
  for (let at = 0; at < all.length; at++) {
    const option = `-${all[at]}`;
    split.push(option);
    if (!takesValue(option)) continue;
    const value = all.slice(at + 1);
    return value === '' ? split : [...split, value];
  }
  return split;
}

function takesValue(option: string): boolean {
  return options[letters[option.slice(1)] ?? ''] !== undefined || ignoredWithValue.test(option);
}

function finished(request: Draft): ImportedRequest {
  const { method, url = '', headers, defaults, removed, data, isGet } = request;
  if (url === '') throw new ImportError(texts.value.try.import.noUrl);
  for (const [name, value] of isGet ? [] : defaults) {
    const isSame = (one: string) => one.toLowerCase() === name.toLowerCase();
    if (removed.some(isSame) || headers.some(([one]) => isSame(one))) continue;
    headers.push([name, value]);
  }
  const body = data.length === 0 ? undefined : data.join('&');
  if (isGet && body !== undefined) {
    const joined = `${url}${url.includes('?') ? '&' : '?'}${body}`;
    return { method: method ?? 'GET', url: joined, headers, body: undefined };
  }
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), url, headers, body };
}

// `Name;` sends an empty header, and `Name:` takes away one of curl's own.
function addHeader({ headers, removed }: Draft, line: string): void {
  const [, name = '', sign, value = ''] = /^([^:;]*)([:;])\s*(.*)$/s.exec(line) ?? [];
  if (name.trim() === '') return;
  if (sign === ':' && value === '') removed.push(name.trim());
  else headers.push([name.trim(), value]);
}

function addData({ data, defaults }: Draft, value: string): void {
  data.push(value);
  defaults.push(['Content-Type', 'application/x-www-form-urlencoded']);
}

function notFile(value: string): string {
  if (value.startsWith('@')) throw new ImportError(texts.value.try.import.dataFile(value));
  return value;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
