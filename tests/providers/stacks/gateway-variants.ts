import type { Ways } from '../behaviour.ts';
import { claimsOf, type Database } from '../storage.ts';
import type { codings } from './codings.ts';
import {
  after,
  coded,
  coldStart,
  dropIdle,
  dying,
  eachNth,
  idsOnTheWire,
  jitter,
  limited,
  locking,
  moved,
  once,
  onText,
  slashed,
} from './layers.ts';
import { inMemory } from './memory.ts';
import { type Layer, serveStack } from './stack.ts';
import { broken, kept, noVerdict, type PlainVariant } from './variant.ts';

const behind = (...layers: readonly Layer[]): Pick<PlainVariant, 'start'> => ({
  start: () => serveStack(inMemory(), layers),
});
const json = { 'Content-Type': 'application/json; charset=UTF-8' };
const html = { 'Content-Type': 'text/html; charset=UTF-8' };
const badGateway = { status: 502, headers: html, body: '<h1>502 Bad Gateway</h1>' };
const second = 1_000;
const hour = 3_600 * second;

const compressed = (coding: keyof typeof codings): PlainVariant => ({
  id: `gateway-${coding}`,
  says: `A gateway answers with Content-Encoding: ${coding}, whatever the client accepts.`,
  why: 'RFC 9110: a client that says nothing of codings accepts any.',
  right: kept,
  ...behind(coded(coding)),
});

// What the summary says of a provider that is gone in the middle of a run.
const gone =
  /(could|can) ?not be reached|unreachable|no longer (answers|responds)|stopped (answering|responding)/i;

const patience = { status: 429, requests: 600 };
const limits = (id: string, says: string, ...how: Parameters<typeof limited>): PlainVariant => ({
  id,
  says: `Of each 500 requests the next second of them is answered with 429 and ${says}.`,
  why: 'No page gives a rate limit.',
  right: { ...kept, most: patience },
  ...behind(limited(...how)),
});
const inTwoSeconds = (clock: number) => new Date(clock + 2 * second).toUTCString();

/** Lawful gateways, and some in which nothing can be judged. */
export const gatewayVariants: readonly PlainVariant[] = [
  compressed('gzip'),
  compressed('deflate'),
  compressed('br'),
  compressed('zstd'),
  {
    id: 'answers-late',
    says: 'Each answer is kept back for up to 60 ms after the work is done.',
    why: 'No page promises an order of answers.',
    right: kept,
    ...behind(jitter(60)),
  },
  {
    id: 'drops-idle-connections',
    says: 'A connection that was idle for a second is closed while the next request is on its way.',
    why: 'RFC 9112: either side may close an idle connection at any time.',
    right: kept,
    ...behind(dropIdle(second)),
  },
  {
    id: 'bad-gateway-once',
    says: 'A balancer answers one request with 502.',
    breaks: 'D8: a 5xx is never a refusal. It is named, with the exchange.',
    right: { exits: [0, 1], says: /\b502\b/ },
    ...behind(once(300, badGateway)),
  },
  {
    id: 'bad-gateway-at-times',
    says: 'A balancer answers each 300th request with 502.',
    breaks: 'D8: a 5xx is never a refusal.',
    right: broken(/D8|^answers-|^responses-/, { says: /\b502\b/ }),
    ...behind(eachNth(300, badGateway)),
  },
  limits(
    'retry-after-clock-behind',
    'a date, by a clock that is an hour behind',
    inTwoSeconds,
    -hour,
  ),
  limits('retry-after-clock-ahead', 'a date, by a clock that is an hour ahead', inTwoSeconds, hour),
  limits('retry-after-half', 'Retry-After: 0.5', () => '0.5'),
  limits('retry-after-negative', 'Retry-After: -1', () => '-1'),
  {
    id: 'retry-after-an-hour',
    says: 'After 499 requests everybody is asked to come back in an hour.',
    why: 'No page gives a rate limit.',
    right: noVerdict(/429|Retry-After/, { most: { status: 429, requests: 100 }, leaves: 20 }),
    ...behind(after(499, { status: 429, headers: { 'Retry-After': '3600' }, body: '' })),
  },
  {
    id: 'redirects-to-the-slash',
    says: 'Each path is answered with 308 to the one with a slash at its end.',
    why: 'The base URL is handed in.',
    right: noVerdict(/redirect/i, { requests: 20 }),
    ...behind(slashed),
  },
  {
    id: 'redirects-to-another-host',
    says: 'Everything is answered with 308 to another name of the host.',
    why: 'The base URL is handed in.',
    right: noVerdict(/redirect.*localhost|localhost.*redirect/is, { requests: 20 }),
    ...behind(moved('localhost')),
  },
  {
    id: 'no-tls',
    says: 'The port speaks plain HTTP, and is asked over TLS.',
    why: 'The base URL is handed in.',
    right: noVerdict(/TLS/),
    start: async () => {
      const stack = await serveStack(inMemory());
      return { ...stack, url: stack.url.replace('http:', 'https:') };
    },
  },
  {
    id: 'cold-start',
    says: 'Nothing is answered in the first three seconds.',
    why: 'No page promises a speed.',
    right: noVerdict(/--timeout/),
    options: { timeout: second },
    ...behind(coldStart(3 * second)),
  },
  {
    id: 'stops-answering',
    says: 'After 50 requests nothing is answered any more.',
    why: 'It is out of order, and nothing can be judged.',
    right: noVerdict(gone, { leaves: 50, seconds: 60 }),
    options: { timeout: second },
    ...behind(after(50, 'hang')),
  },
  {
    id: 'dies',
    says: 'At request 300 it closes its port.',
    why: 'It is gone, and nothing can be judged.',
    right: noVerdict(gone, { leaves: 50, requests: 400 }),
    ...behind(dying(300)),
  },
  {
    id: 'locks-the-account',
    says: 'After three wrong tokens everything is answered with 423.',
    why: 'No page says what becomes of who guesses tokens.',
    right: { exits: [0, 3], says: /\b423\b/, most: { status: 423, requests: 50 }, leaves: 20 },
    ...behind(locking(3)),
  },
  {
    id: 'large-answers',
    says: 'Each answer has a megabyte in a field that no page names.',
    why: 'No page gives a size, and clients ignore fields that they do not know.',
    right: { exits: [0, 3], leaves: 20 },
    command: { megabytes: 400 },
    ...behind(onText((text) => text.replace('{', `{"more":"${'x'.repeat(1_000_000)}",`))),
  },
  {
    id: 'huge-answer',
    says: 'One answer is 200 megabytes long.',
    why: 'No page gives a size. It is not read to its end, and told.',
    right: {
      exits: [0, 1, 3],
      says: /\b(Mi?B|megabytes?|bytes|too (long|large|big))\b/i,
      leaves: 1,
    },
    command: { megabytes: 400 },
    ...behind(once(300, { status: 200, headers: json, body: Buffer.alloc(200_000_000, ' ') })),
  },
  {
    id: 'account-is-full',
    says: 'The account holds all reserved numbers: a run that was broken off left them.',
    why: 'An account may be in use.',
    right: { exits: [3], says: /--numbers are in use already.*held by/ },
    start: () => serveStack(inMemory({ prepare: holdAll })),
  },
  {
    id: 'duplicate-keys',
    says: 'An answer names the id twice, first wrongly.',
    why: 'RFC 8259 leaves open what a name that comes twice means: it is tolerated, and told.',
    right: {
      ...kept,
      says: /(response|answer).{0,80}(twice|duplicate|more than once)|duplicate (key|member|name|field).{0,40}(response|answer)/i,
    },
    ...behind(onText((text) => text.replace(/^\{/, '{"id":1,'))),
  },
  {
    id: 'byte-order-mark',
    says: 'Each answer begins with a byte order mark.',
    why: 'RFC 8259: a reader may ignore it. It is tolerated, and told.',
    right: { ...kept, says: /(response|answer).{0,60}(byte order mark|\bBOM\b)/i },
    ...behind(onText((text) => `\ufeff${text}`)),
  },
  {
    id: 'whole-floats',
    says: 'Whole numbers are written with a decimal point: 84.0 and 50.0.',
    why: 'JSON knows one kind of number: 84.0 is an integer.',
    right: kept,
    ...behind(onText((text) => text.replaceAll(/"(id|media_id)":(\d+)/g, '"$1":$2.0'))),
  },
  {
    id: 'ids-beyond-doubles',
    says: 'Ids are of 2^53 and more, and each other one is somebody else’s.',
    why: 'D24',
    right: { exits: [0, 3], says: /2\^53|900719925474099[0-9]|D24/ },
    start: startBeyondDoubles,
  },
];

/** Gateways that break something. */
export const brokenGateways: readonly PlainVariant[] = [
  {
    id: 'login-page',
    says: 'Everything is answered with 200 and a page to log in.',
    breaks: 'rows of the answers',
    right: { exits: [1, 3], says: /HTML|JSON|page/ },
    command: { megabytes: 1_000 },
    quick: true,
    ...behind(after(0, { status: 200, headers: html, body: '<form>Log in</form>' })),
  },
  {
    id: 'envelope',
    says: 'Each answer is in an envelope: {"data": …}.',
    breaks: 'rows of the answers',
    right: broken(/answer|response|document|add/, { leaves: 12 }),
    ...behind(
      onText(
        (text) => `{"data":${text}}`,
        () => true,
      ),
    ),
  },
  {
    id: 'envelope-on-add',
    says: 'The answer to an addition is in an envelope: {"data": …}.',
    breaks: 'rows of the answers',
    right: broken(/answer|response|document|add/),
    quick: true,
    ...behind(onText((text, { method }) => (method === 'POST' ? `{"data":${text}}` : text))),
  },
  {
    id: 'nested-answers',
    says: 'Each answer is 100,000 brackets, one inside the other.',
    breaks: 'rows of the answers',
    right: { exits: [1, 3], leaves: 12 },
    command: { megabytes: 1_000 },
    ...behind(onText(() => '['.repeat(100_000) + ']'.repeat(100_000))),
  },
  {
    id: 'broken-json',
    says: 'The JSON of each accepted answer breaks off before its last character.',
    breaks: 'rows of the answers',
    right: broken(/answer|response|document|add/, { leaves: 12 }),
    command: { megabytes: 1_000 },
    ...behind(onText((text) => text.slice(0, -1))),
  },
  {
    id: 'lone-surrogate',
    says: 'An addition is answered with an id of half a character: {"id":"\\ud800"}.',
    breaks: 'row add-personal-melody/id',
    right: broken(/answer|response|document|add|id/),
    command: { megabytes: 1_000 },
    ...behind(
      onText((text, { method }) =>
        method === 'POST' ? text.replace(/"id":\d+/, '"id":"\\ud800"') : text,
      ),
    ),
  },
  {
    id: 'ids-as-digits',
    says: 'The id of a rule is answered as text: {"id":"84"}.',
    breaks: 'row add-personal-melody/id',
    right: broken(/answer|response|document|add|id/),
    ...behind(
      idsOnTheWire(
        (id) => `"${id}"`,
        (shown) => shown.replaceAll('"', ''),
      ),
    ),
  },
];

function holdAll(db: Database): void {
  const numbers = Array.from({ length: 200 }, (_, at) => 1_000 + at);
  const rule = { account: 'one', id: 82, numbers, groups: [], sourceType: 'client', mediaId: 50 };
  db.rules.push(rule);
  db.claims.push(...claimsOf(rule));
}

const beyond = 2n ** 53n;

/** Ours are odd, which a double rounds to the even ones beside them. */
async function startBeyondDoubles() {
  const ways: Ways = {
    prepare(db) {
      for (let id = 84; id < 284; id += 2) {
        const melody = { groups: [], sourceType: 'client', mediaId: 50 };
        const rule = { account: 'one', id, numbers: [50_000 + id], ...melody };
        db.rules.push(rule);
        db.claims.push(...claimsOf(rule));
      }
      db.lastId = 81;
    },
    nextId(db) {
      db.lastId += 2;
      return db.lastId;
    },
  };
  const show = (id: string) => String(BigInt(id) + beyond);
  const read = (shown: string) => (shown.startsWith('"') ? shown : String(BigInt(shown) - beyond));
  const stack = await serveStack(inMemory(ways), [idsOnTheWire(show, read)]);
  return {
    ...stack,
    async held() {
      const held = await stack.held();
      const rules = held.rules.map((rule) => ({ ...rule, id: show(rule.id) }));
      return { ...held, rules, lastId: held.lastId + beyond };
    },
  };
}
