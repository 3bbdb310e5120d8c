import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { books, plainDocument } from '../fixtures/plain-document.ts';
import { publicDocuments } from '../fixtures/public-documents.ts';
import { fixture, testAgreement, theContract } from './agreement-tests.ts';

// Claims of any text.
const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
afterAll(() => rmSync(folder, { recursive: true }));
const shelf = join(folder, 'shelf.json');
const unique = [{ name: 'title', by: ['/title'], message: '{value} is the title of {owner}.' }];
const properties = { ...books.properties, title: { type: 'string' } };
writeFileSync(shelf, JSON.stringify(plainDocument([{ ...books, unique, properties }])));

testAgreement(
  [
    theContract,
    ['booking-desk', fixture('booking-desk/openapi.yaml')],
    ['shelf', shelf],
    ['things', fixture('things/openapi.yaml')],
    ['lines', fixture('lines/openapi.yaml')],
    // The identities of tasks and pages of the wiki are drawn by Prism, differently at each start.
    ...publicDocuments.filter(([name]) => name !== 'tasks.yaml' && name !== 'wiki.yaml'),
  ],
  { runs: Number(process.env.AGREEMENT_RUNS ?? 10), length: 40 },
);
