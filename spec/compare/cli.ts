#!/usr/bin/env node
import type { Party } from './change.ts';
import { readDocument, Unreadable } from './read-document.ts';
import { ruleChanges } from './rules.ts';
import { structuralChanges } from './structure.ts';

// The only file of the comparison that may end the process: 0 breaks nobody, 1 somebody, 2 misuse.

const usage =
  'Name two versions, as in npm run compare -- v1.0.0:spec/openapi.yaml spec/openapi.yaml.';

try {
  const [old, now, ...rest] = process.argv.slice(2);
  if (old === undefined || now === undefined || rest.length > 0) throw new Unreadable(usage);
  process.exitCode = compare(readDocument(old), readDocument(now));
} catch (error) {
  if (!(error instanceof Unreadable)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function compare(before: object, after: object): number {
  const changes = [...structuralChanges(before, after), ...ruleChanges(before, after)];
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const list = (title: string, party: Party) => {
    const theirs = changes.filter(({ breaks }) => breaks.includes(party));
    say(theirs.length === 0 ? `${title}: none would break.` : `${title} would break:`);
    for (const { where, says } of theirs) say(`  ${where}: ${says}`);
  };
  list('Clients', 'clients');
  list('Providers', 'providers');
  return changes.length === 0 ? 0 : 1;
}
