import { visit } from 'jsonc-parser';
import { type Operation, operationName } from '../../spec/index.ts';
import type { Response } from '../http/exchange.ts';
import type { Observer } from '../provider/provider.ts';

// A server writes all responses of an operation in one way.
const enough = 20;

/** Notes, once each, what JSON readers may stumble over though the verifier does not. */
export function createJsonFormObserver(note: (sentence: string) => void): Observer {
  const seen = new Map<Operation, number>();
  const noted = new Set<string>();
  const noteOnce = (about: string, sentence: string) => {
    if (!noted.has(about)) note(sentence);
    noted.add(about);
  };
  return ({ operation }, { exchange: { response } }) => {
    const count = (seen.get(operation) ?? 0) + 1;
    seen.set(operation, count);
    if (response?.json === undefined || count > enough) return;
    const name = operationName(operation);
    if (response.bom) {
      noteOnce('bom', `The response to ${name} begins with a byte order mark, as others may.`);
    }
    const field = repeatedName(response);
    if (field === undefined) return;
    noteOnce(
      `repeated ${field}`,
      `The response to ${name} has ${field} twice in one object; the last one counts.`,
    );
  };
}

function repeatedName({ body }: Response): string | undefined {
  const open: Set<string>[] = [];
  let repeated: string | undefined;
  visit(body, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectProperty: (name) => {
      const names = open.at(-1);
      if (names?.has(name)) repeated ??= JSON.stringify(name);
      names?.add(name);
    },
    onObjectEnd: () => {
      open.pop();
    },
  });
  return repeated;
}
