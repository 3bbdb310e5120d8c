import type { Behaviour } from './behaviour.ts';
import { field, same } from './client.ts';
import type { Fault } from './fault.ts';
import { fields, value } from './response-fields.ts';
import { transactions } from './transactions.ts';

const ofSip = (change: (value: unknown) => unknown): Partial<Behaviour> => ({
  dress: (value, operation) => (operation === 'sip' ? change(value) : value),
});

const sipDiffers =
  (name: string, wanted: unknown): Fault['shows'] =>
  async (api) =>
    !same(field((await api.sip()).json, name), wanted);

const comment = 'Заметка по АПИ';

/** Responses about the SIP number with wrong content. */
export const sipResponseFaults: Fault[] = [
  {
    id: 'cyrillic-as-latin-1',
    says: 'Cyrillic text comes back as the Latin letters of its bytes.',
    mistake: 'The body is read as Latin-1 and written as UTF-8.',
    breaks: ['echo'],
    ways: ofSip(value('comment', (text) => Buffer.from(String(text)).toString('latin1'))),
    shows: sipDiffers('comment', comment),
  },
  {
    id: 'cyrillic-as-question-marks',
    says: 'Cyrillic letters come back as question marks.',
    mistake: 'The column has an encoding of one byte a letter.',
    breaks: ['echo'],
    ways: ofSip(value('comment', (text) => String(text).replace(/[^ -~]/g, '?'))),
    shows: sipDiffers('comment', comment),
  },
  {
    id: 'cyrillic-as-entities',
    says: 'Cyrillic letters come back as HTML entities.',
    mistake: 'htmlentities() on input.',
    breaks: ['echo'],
    ways: ofSip(
      value('comment', (text) =>
        String(text).replace(/[^ -~]/g, (letter) => `&#${letter.charCodeAt(0)};`),
      ),
    ),
    shows: sipDiffers('comment', comment),
  },
  {
    id: 'cyrillic-escaped-twice',
    says: 'Cyrillic letters come back as backslash, u and four digits.',
    mistake: 'Escaped for JSON once by hand and once by the library.',
    breaks: ['echo'],
    ways: ofSip(
      value('comment', (text) =>
        String(text).replace(/[^ -~]/g, (letter) => `\\u0${letter.charCodeAt(0).toString(16)}`),
      ),
    ),
    shows: sipDiffers('comment', comment),
  },
  {
    id: 'answers-in-windows-1251',
    says: 'Responses are in windows-1251, though they say UTF-8.',
    mistake: 'The database connection has the encoding of the old system.',
    breaks: ['content-type', 'echo'],
    ways: {
      encode: (one) =>
        Buffer.from(
          Array.from(JSON.stringify(one), (letter) => {
            const code = letter.charCodeAt(0);
            return code >= 0x410 && code <= 0x44f ? code - 0x350 : code & 0xff;
          }),
        ),
    },
    shows: sipDiffers('comment', comment),
  },
  {
    id: 'comment-cut',
    says: 'The comment is cut after ten letters.',
    mistake: 'VARCHAR(20), counted in bytes.',
    breaks: ['echo'],
    ways: ofSip(value('comment', (text) => String(text).slice(0, 10))),
    shows: sipDiffers('comment', comment),
  },
  {
    id: 'comment-lost',
    says: 'The comment is returned as null.',
    mistake: 'The field is missing from the list of assignable columns.',
    breaks: ['echo'],
    ways: ofSip(value('comment', () => null)),
    shows: sipDiffers('comment', comment),
  },
  {
    id: 'comment-and-login-swapped',
    says: 'Comment and login are swapped in the response.',
    mistake: 'A positional INSERT with two columns in the wrong order.',
    breaks: ['echo'],
    ways: {
      changeSip: (before, sent) => ({
        ...transactions.changeSip(before, sent),
        login: sent.comment,
        comment: sent.login,
      }),
    },
    shows: sipDiffers('login', 'login'),
  },
  {
    id: 'previous-password-answered',
    says: 'The password of the previous edit is returned.',
    mistake: 'The old row is read once more, from a cache.',
    breaks: ['echo', 'D18'],
    ways: {
      changeSip: (before, sent) => ({
        ...transactions.changeSip(before, sent),
        // The new password is stored separately, for the registration.
        ...{
          next: sent.password,
          password: field(before, 'next') ? String(field(before, 'next')) : sent.password,
        },
      }),
    },
    shows: async (api) => {
      await api.sip({ password: 'one' });
      return field((await api.sip({ password: 'two' })).json, 'password') === 'one';
    },
  },
  {
    id: 'previous-comment-answered',
    says: 'The comment of the previous edit is returned.',
    mistake: 'The response is read from a replica that lags.',
    breaks: ['echo', 'stored'],
    ways: () => {
      let before: unknown;
      return ofSip(
        value('comment', (text) => {
          const old = before ?? text;
          before = text;
          return old;
        }),
      );
    },
    shows: async (api) => {
      await api.sip({ comment: 'one' });
      return field((await api.sip({ comment: 'two' })).json, 'comment') === 'one';
    },
  },
  {
    id: 'port-off-by-one',
    says: 'The port is returned one higher.',
    mistake: 'The port of TLS is shown, which is the next one.',
    breaks: ['echo', 'D3'],
    ways: { showPort: (port) => port && Number(port) + 1 },
    shows: sipDiffers('server_port', 5060),
  },
  {
    id: 'port-null',
    says: 'The port is returned as null, although one was sent.',
    mistake: 'parseInt of the wrong field gives NaN, and JSON makes null of it.',
    breaks: ['echo', 'D3'],
    ways: { showPort: () => Number.NaN },
    shows: sipDiffers('server_port', 5060),
  },
  {
    id: 'port-lost',
    says: 'The port is not in the response.',
    mistake: 'The field is missing from the class of the response.',
    breaks: ['echo', 'D3'],
    ways: ofSip(fields((name, one) => (name === 'server_port' ? undefined : [name, one]))),
    shows: sipDiffers('server_port', 5060),
  },
  {
    id: 'port-always-5060',
    says: 'The port is returned as 5060 whatever was sent.',
    mistake: 'A default that is applied always.',
    breaks: ['echo', 'D3'],
    ways: { showPort: () => 5060 },
    shows: async (api) =>
      field((await api.sip({ server_port: 5070 })).json, 'server_port') === 5060 &&
      field((await api.sip({ server_port: '5070' })).json, 'server_port') === 5060,
  },
  {
    id: 'port-as-small-integer',
    says: 'A port above 32767 is returned as a negative number.',
    mistake: 'A signed column of two bytes.',
    breaks: ['echo', 'D3'],
    ways: { showPort: (port) => port && ((Number(port) + 0x8000) & 0xffff) - 0x8000 },
    shows: async (api) =>
      field((await api.sip({ server_port: 50_600 })).json, 'server_port') === -14_936,
  },
  {
    id: 'host-as-url',
    says: 'The host is returned with sip: before it.',
    mistake: 'The address that is dialled is returned, not the one that was sent.',
    breaks: ['echo'],
    ways: ofSip(value('server_host', (host) => `sip:${host}`)),
    shows: sipDiffers('server_host', '195.211.120.35'),
  },
  {
    id: 'login-in-small-letters',
    says: 'The login comes back in small letters.',
    mistake: 'Logins are treated like e-mail addresses.',
    breaks: ['echo'],
    ways: ofSip(value('login', (login) => String(login).toLowerCase())),
    shows: async (api) => field((await api.sip({ login: 'Login' })).json, 'login') === 'login',
  },
  {
    id: 'purpose-in-cyrillic',
    says: 'The purpose is returned with a Cyrillic first letter.',
    mistake: 'Copied from the table of the page.',
    breaks: ['D2', 'echo'],
    ways: ofSip(value('purpose', () => 'сompany')),
    shows: sipDiffers('purpose', 'company'),
  },
  {
    id: 'purpose-left-out',
    says: 'The purpose is not in the response.',
    mistake: 'It has but one value, so it was thought to say nothing.',
    breaks: ['echo', 'row edit-sip-number/purpose'],
    ways: ofSip(fields((name, one) => (name === 'purpose' ? undefined : [name, one]))),
    shows: sipDiffers('purpose', 'company'),
  },
  {
    id: 'sip-id-of-the-printed-path',
    says: 'The SIP number is returned with the id 101.',
    mistake: 'The id of the printed request line was taken into the template.',
    breaks: ['identity', 'D5'],
    ways: ofSip(value('id', () => 101)),
    shows: sipDiffers('id', 608),
  },
  {
    id: 'html-escaped',
    says: 'Quotes and ampersands in texts come back as HTML entities.',
    mistake: 'Escaped for HTML when stored, not when shown.',
    breaks: ['echo'],
    ways: ofSip(
      value('comment', (text) => String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;')),
    ),
    shows: async (api) =>
      field((await api.sip({ comment: 'A & "B"' })).json, 'comment') !== 'A & "B"',
  },
];
