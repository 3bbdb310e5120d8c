import type { Aspect } from './stack-trial.ts';

/** What the verifier does wrong today; or all that it may say wrong at times, as overlaps fall out. */
export type Mark = string | { readonly atTimes: RegExp };

const far = 'H2: it writes to 9007199254740991 and 9007199254740992.';
const leaves = 'H3: it leaves rules, and does not say so.';
const order = 'F1: of two overlapping requests it takes the later answer for the later request.';
const emptyDelete =
  'F5: Pact sends DELETE with a Content-Type and no body, which Fastify refuses with 400.';
// The same as `order`, where answers seldom overtake each other.
const f1 = /race-(same-item|edit-delete)-/;

/**
 * The marks of today, by the id of the variant. The test of a mark fails as soon as the verifier is right:
 * then delete the mark. Delete this file with the last one.
 */
export const today: Readonly<Record<string, Partial<Record<Aspect, Mark>>>> = {
  'postgres-unique-index': { verdict: emptyDelete, asked: far },
  'postgres-advisory-lock': { verdict: emptyDelete, asked: far },
  'postgres-serializable': { verdict: emptyDelete, asked: far },
  'postgres-account-row': { verdict: emptyDelete, asked: far },
  'postgres-identity-upserting': { verdict: emptyDelete, asked: far },
  'postgres-sequence-moved': {
    verdict: 'H2, F5: its own 2^53-1 moves the sequence, after which ids collide: 28 broken.',
    harm: 'H2: the ids jump, and it leaves rules.',
    asked: far,
  },
  'postgres-read-committed': { asked: far },
  'postgres-serializable-without-retry': {
    verdict: { atTimes: /TooFewIdentifiers/ },
    harm: { atTimes: /^It left/ },
    asked: far,
  },
  'postgres-do-nothing': { asked: far },
  'postgres-pool-leaks': {
    verdict:
      'C5: it waits for more than a minute, then it ends without a report: TooFewIdentifiers.',
    harm: leaves,
  },
  'postgres-claims-expire': { asked: far },
  'postgres-delete-keeps-claims': { asked: far },
  'sqlite-unique-index': { verdict: { atTimes: f1 }, asked: far },
  'sqlite-autoincrement-upserting': {
    verdict: 'H2: its own 2^53-1 moves the sequence, after which ids collide: 25 broken.',
    harm: 'H2: the ids jump, and it leaves rules.',
    asked: far,
  },
  'sqlite-check-then-insert': { asked: far },
  'threads-under-a-lock': { verdict: order, asked: far },
  'threads-without-a-lock': { asked: far },
  'gateway-gzip': {
    verdict: 'F4: it does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'gateway-deflate': {
    verdict: 'F4: it does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'gateway-br': {
    verdict: 'F4: it does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'gateway-zstd': {
    verdict: 'F4: it does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'answers-late': { verdict: order, asked: far },
  'drops-idle-connections': { verdict: 'F6: one check could not be set up, exit 3.', asked: far },
  'bad-gateway-once': { verdict: 'G5: exit 0, and not a word of the 502.', asked: far },
  'bad-gateway-at-times': { asked: far },
  'retry-after-clock-behind': {
    verdict: 'H5: it hammers: some 20,000 requests answered with 429.',
    asked: far,
  },
  'retry-after-clock-ahead': { verdict: 'H5: it gives up at once, 86 broken.', asked: far },
  'retry-after-half': {
    verdict: 'H5: it hammers: some 20,000 requests answered with 429.',
    asked: far,
  },
  'retry-after-negative': {
    verdict: 'H5: it hammers: some 20,000 requests answered with 429.',
    asked: far,
  },
  'retry-after-an-hour': {
    verdict: 'H5: it goes on with 760 requests answered with 429, 86 broken.',
    asked: far,
  },
  'redirects-to-the-slash': {
    verdict: 'F8: it sends 646 requests; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'redirects-to-another-host': {
    verdict: 'F8: it sends 652 requests; it ends without a report: TooFewIdentifiers.',
    asked: far,
  },
  'no-tls': { verdict: 'T4: the text of OpenSSL, and no hint at http://.' },
  'cold-start': { verdict: 'T5: no hint at --timeout.' },
  'stops-answering': {
    verdict:
      'C5: it waits for more than a minute, then it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  dies: { verdict: 'C7: it ends without a report: TooFewIdentifiers.', harm: leaves },
  'locks-the-account': {
    verdict: 'H6: it goes on with 542 requests answered with 423, 58 broken.',
    asked: far,
  },
  'large-answers': { asked: far },
  'huge-answer': { verdict: 'C4: it reads all of it, and does not say so.', asked: far },
  'account-is-full': { verdict: 'C6: it ends without a report: TooFewIdentifiers.' },
  'duplicate-keys': { verdict: 'G6: not a word.', asked: far },
  'byte-order-mark': { verdict: 'G6: not a word.', asked: far },
  'whole-floats': { verdict: 'F5: Pact breaks 8 interactions that the checks keep.', asked: far },
  'ids-beyond-doubles': {
    verdict: 'H1: it rounds the ids: 95 broken.',
    harm: 'H1: it deletes rules of others, whose ids it rounds to, and leaves its own.',
    asked: 'H1: it writes to rounded ids.',
  },
  'login-page': { verdict: 'C1: it ends without a report: TooFewIdentifiers.', asked: far },
  envelope: {
    verdict: 'C1: it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'envelope-on-add': { harm: leaves, asked: far },
  'nested-answers': { verdict: 'C8: it runs out of memory.', harm: leaves },
  'broken-json': {
    verdict: 'C1: it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'lone-surrogate': { verdict: 'C2: it ends without a report: URIError.', harm: leaves },
  'ids-as-digits': { asked: far },
  'upserting-highest-plus-one': {
    verdict: 'H2: its own 2^53-1 becomes the highest id, after which ids collide.',
    asked: far,
  },
  'edit-revives-the-deleted': { verdict: 'G4: kept.', asked: far },
  'refused-add-stays': { harm: leaves, asked: far },
  'no-transactions': { harm: leaves, asked: far },
  'list-truncated': { asked: far },
  'source-true': { verdict: 'G4: kept.', asked: far },
  'repetition-as-object': { verdict: 'G4: kept.', asked: far },
  'first-ten-checked': { verdict: 'G4: the exploration does not find it.' },
  'joined-text': { verdict: 'G4: the exploration does not find it.' },
  'one-namespace': { asked: far },
  'one-namespace-unseen': { verdict: 'G3: the summary does not name U7 as not tried.', asked: far },
  'forgets-everything': { asked: far },
  'forgets-without-cases': { verdict: 'G1: all 5 kept, after 4 requests.' },
  'plain-prism': { verdict: 'G1: all 5 kept, after 4 requests.' },
};
