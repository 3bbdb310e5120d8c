import type { DatabaseSync } from 'node:sqlite';
import { storeFailure } from './persistence.ts';

type Value = string | number | null;

/** Prepares statements when they are first used; each throws a Refusal where the store fails. */
export function createStatements(database: DatabaseSync) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const run = (how: 'run' | 'get' | 'all', text: string, values: Value[]): unknown => {
    try {
      let known = prepared.get(text);
      if (known === undefined) {
        known = database.prepare(text);
        prepared.set(text, known);
      }
      return known[how](...values);
    } catch (error) {
      throw storeFailure(error);
    }
  };
  return {
    change: (text: string, ...values: Value[]): void => void run('run', text, values),
    get: <Row>(text: string, ...values: Value[]) => run('get', text, values) as Row | undefined,
    all: <Row>(text: string, ...values: Value[]) => run('all', text, values) as Row[],
  };
}

/** Runs statements. */
export type Statements = ReturnType<typeof createStatements>;
