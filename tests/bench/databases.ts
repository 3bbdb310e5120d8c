import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasPostgres, installPostgres, startPostgres } from '../providers/stacks/postgres.ts';
import { ours, type Server, startServer } from './server.ts';

/** Where a mock keeps its accounts. */
export interface Place {
  readonly name: string;
  readonly args: readonly string[];
  /** The process that has all of the database's as its children. */
  readonly database?: number;
}

/** Opens the places that are measured beside memory: both databases wait for the disk, as they do by default. */
export async function openPlaces() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-stores-'));
  const postgres = hasPostgres ? await startPostgres(true) : undefined;
  const file = (name: string) => ['--store', join(folder, name)];
  const places: Place[] = [
    { name: 'memory', args: [] },
    { name: 'SQLite', args: file('full.db') },
    { name: 'SQLite, --no-store-sync', args: [...file('less.db'), '--no-store-sync'] },
  ];
  if (postgres !== undefined) {
    const { host, user, pid } = postgres;
    const url = `postgres:///postgres?host=${host}&user=${user}`;
    places.push({ name: 'PostgreSQL', args: ['--store', url], database: pid });
  }
  return {
    folder,
    places,
    notes: postgres ? [] : [`PostgreSQL was not measured; install it, as by ${installPostgres}.`],
    async close() {
      await postgres?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts this project's mock on a place. */
export function startAt({ name, args }: Place): Promise<Server> {
  const [command = '', ...rest] = ours.args;
  return startServer({ ...ours, name, args: [command, ...args, ...rest] });
}
