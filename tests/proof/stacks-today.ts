import type { Aspect } from './stack-trial.ts';

/** What the verifier does wrong today; or all that it may say wrong at times, as overlaps fall out. */
export type Mark = string | { readonly atTimes: RegExp };

const far = 'It writes to 9007199254740991 and 9007199254740992.';
const leaves = 'It leaves rules, and does not say so.';
const order = 'Of two overlapping requests it takes the later answer for the later request.';
const emptyDelete =
  'Pact sends DELETE with a Content-Type and no body, which Fastify refuses with 400.';
// The same, where answers seldom overtake each other.
const orderAtTimes = /race-(same-item|edit-delete)-/;

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
    verdict: 'Its own 2^53-1 moves the sequence, after which ids collide: 28 broken.',
    harm: 'The ids jump, and it leaves rules.',
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
    verdict: 'It waits for more than a minute, then it ends without a report: TooFewIdentifiers.',
    harm: leaves,
  },
  'postgres-claims-expire': { verdict: { atTimes: /^Exit code 0|^No finding/ }, asked: far },
  'postgres-delete-keeps-claims': { asked: far },
  'sqlite-unique-index': { verdict: { atTimes: orderAtTimes }, asked: far },
  'sqlite-autoincrement-upserting': {
    verdict: 'Its own 2^53-1 moves the sequence, after which ids collide: 25 broken.',
    harm: 'The ids jump, and it leaves rules.',
    asked: far,
  },
  'sqlite-check-then-insert': { asked: far },
  'threads-under-a-lock': { verdict: order, asked: far },
  'threads-without-a-lock': { asked: far },
  'gateway-gzip': {
    verdict: 'It does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'gateway-deflate': {
    verdict: 'It does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'gateway-br': {
    verdict: 'It does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'gateway-zstd': {
    verdict: 'It does not decode it; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'answers-late': { verdict: order, asked: far },
  'drops-idle-connections': { verdict: 'One check could not be set up, exit 3.', asked: far },
  'bad-gateway-once': { verdict: 'Exit 0, and not a word of the 502.', asked: far },
  'bad-gateway-at-times': { asked: far },
  'retry-after-clock-behind': {
    verdict: 'It hammers: some 20,000 requests answered with 429.',
    asked: far,
  },
  'retry-after-clock-ahead': { verdict: 'It gives up at once, 86 broken.', asked: far },
  'retry-after-half': {
    verdict: 'It hammers: some 20,000 requests answered with 429.',
    asked: far,
  },
  'retry-after-negative': {
    verdict: 'It hammers: some 20,000 requests answered with 429.',
    asked: far,
  },
  'retry-after-an-hour': {
    verdict: 'It goes on with 760 requests answered with 429, 86 broken.',
    asked: far,
  },
  'redirects-to-the-slash': {
    verdict: 'It sends 646 requests; it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'redirects-to-another-host': {
    verdict: 'It sends 652 requests; it ends without a report: TooFewIdentifiers.',
    asked: far,
  },
  'no-tls': { verdict: 'The text of OpenSSL, and no hint at http://.' },
  'cold-start': { verdict: 'No hint at --timeout.' },
  'stops-answering': {
    verdict: 'It waits for more than a minute, then it ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  dies: { verdict: 'It ends without a report: TooFewIdentifiers.', harm: leaves },
  'locks-the-account': {
    verdict: 'It goes on with 542 requests answered with 423, 58 broken.',
    asked: far,
  },
  'large-answers': { verdict: 'It runs out of memory.', harm: leaves, asked: far },
  'huge-answer': { verdict: 'It reads all of it, and does not say so.', asked: far },
  'account-is-full': { verdict: 'It ends without a report: TooFewIdentifiers.' },
  'duplicate-keys': { verdict: 'Not a word.', asked: far },
  'byte-order-mark': { verdict: 'Not a word.', asked: far },
  'whole-floats': { verdict: 'Pact breaks 8 interactions that the checks keep.', asked: far },
  'ids-beyond-doubles': {
    verdict: 'It rounds the ids: 95 broken.',
    harm: 'It deletes rules of others, whose ids it rounds to, and leaves its own.',
    asked: 'It writes to rounded ids.',
  },
  'login-page': { verdict: 'It ends without a report: TooFewIdentifiers.', asked: far },
  envelope: {
    verdict: 'It ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'envelope-on-add': { harm: leaves, asked: far },
  'nested-answers': { verdict: 'It runs out of memory.', harm: leaves },
  'broken-json': {
    verdict: 'It ends without a report: TooFewIdentifiers.',
    harm: leaves,
    asked: far,
  },
  'lone-surrogate': { verdict: 'It ends without a report: URIError.', harm: leaves },
  'ids-as-digits': { asked: far },
  'upserting-highest-plus-one': {
    verdict: 'Its own 2^53-1 becomes the highest id, after which ids collide.',
    asked: far,
  },
  'edit-revives-the-deleted': { verdict: 'It is kept.', asked: far },
  'refused-add-stays': { harm: leaves, asked: far },
  'no-transactions': { harm: leaves, asked: far },
  'list-truncated': { asked: far },
  'source-true': { verdict: 'It is kept.', asked: far },
  'repetition-as-object': { verdict: 'It is kept.', asked: far },
  'first-ten-checked': { verdict: 'The exploration does not find it.' },
  'joined-text': { verdict: 'The exploration does not find it.' },
  'one-namespace': { asked: far },
  'one-namespace-unseen': { verdict: 'The summary does not name U7 as not tried.', asked: far },
  'forgets-everything': { asked: far },
  'forgets-without-cases': { verdict: 'All 5 kept, after 4 requests.' },
  'plain-prism': { verdict: 'All 5 kept, after 4 requests.' },
};
