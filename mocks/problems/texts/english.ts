import type { SeedFault } from '../../../spec/index.ts';
import type { StrangeLetter } from '../../schema/did-you-mean.ts';
import { differs, list, schemaWords, sentence, withArticle } from './english-words.ts';

/**
 * Every text of a refusal in English, by the part of the mock that it is about. Other languages have the
 * same ones: see `RefusalTexts`. What is in the texts of the document is not here, nor why a library failed.
 */
export const englishRefusals = {
  /** The tag of the language (RFC 5646). */
  language: 'en',

  /** What the control API says of each kind of refusal. */
  problems: {
    'malformed-json': {
      title: 'The body is not JSON',
      means: 'Content-Type says application/json, but the body cannot be read as JSON in UTF-8.',
    },
    'bad-url': {
      title: 'The URL cannot be read',
      means: 'The path has an invalid escape sequence.',
    },
    unauthorized: {
      title: 'The request carries no token',
      means: 'The contract requires a token that names the account.',
    },
    'token-scheme': {
      title: 'A scheme goes before the token',
      means: 'The contract names no scheme, so the header has the token alone.',
    },
    'unknown-path': {
      title: 'The contract has no such path',
      means: 'No path of the contract matches the path of the request.',
    },
    'missing-resource': {
      title: 'There is no such resource',
      means: 'The contract has the path, but this account has no such resource.',
    },
    'missing-response': {
      title: 'The contract has no such response',
      means: 'Prefer, or a parameter such as __code, names a response that is not documented.',
    },
    'method-not-allowed': {
      title: 'The path has no such method',
      means: 'The contract has the path, but not with this method; Allow lists its methods.',
    },
    'not-acceptable': {
      title: 'The response has no such media type',
      means: 'Accept rules out every media type of the responses of the operation.',
    },
    uniqueness: {
      title: 'A uniqueness rule is broken',
      means: 'The request claims something that belongs to another resource of the account.',
    },
    immutable: {
      title: 'A field that cannot change was changed',
      means: 'An edit may repeat the value of this field, but not change it.',
    },
    'stored-state': {
      title: 'What is stored does not allow this',
      means: 'The resource exists, but the operation is not for one that is stored like this.',
    },
    referenced: {
      title: 'The resource is in use',
      means: 'Another resource of the account names this one, so it cannot be deleted.',
    },
    'identity-taken': {
      title: 'The identity is taken',
      means: 'The request adds a resource under an identity that the account already has.',
    },
    'body-too-large': {
      title: 'The body is too large',
      means: 'The body has more bytes than the mock accepts.',
    },
    'unsupported-media-type': {
      title: 'The body has the wrong media type',
      means: 'Content-Type is missing, or is none that the operation accepts.',
    },
    'invalid-request': {
      title: 'The request is not as documented',
      means: 'The body or a parameter breaks the documented shape; errors lists every mistake.',
    },
    'invalid-preference': {
      title: 'The preference cannot be read',
      means: 'Prefer, or a parameter such as __code, has a value of the wrong form.',
    },
    unanswerable: {
      title: 'The contract does not describe a response',
      means: 'The document has neither an example nor a schema to make a response from.',
    },
    'unreadable-request': {
      title: 'The request cannot be read',
      means: 'The request is not HTTP as the server understands it.',
    },
    'simulated-fault': {
      title: 'A fault was set on the mock',
      means: 'The mock was told to fail with this status; nothing is wrong with the request.',
    },
    'internal-error': {
      title: 'The mock failed',
      means: 'The mock has a mistake of its own; nothing is wrong with the request.',
    },
    'upstream-failed': {
      title: 'The upstream server sent no response that can be passed on',
      means:
        'The contract has no such path or method, and the server of --upstream cannot be reached, or its response cannot be sent by HTTP/2.',
    },
    'store-unavailable': {
      title: 'The store of the mock does not answer',
      means:
        'The mock keeps accounts in a database (--store), which is down, full or too slow; Retry-After says when to try again.',
    },
    'control-refused': {
      title: 'The control API refuses this request',
      means:
        'It asks for the control token if one is set; without one it serves only its own host and origin.',
    },
    'unknown-control-path': {
      title: 'The control API has no such path',
      means: 'GET /_mock/openapi.yaml describes every path of the control API.',
    },
    'forgotten-state': {
      title: 'The state is too old',
      means:
        'The mock remembers the last 1,000 changes of all accounts, or of each with --store, and fewer if they are large; older ones cannot be undone.',
    },
    'invalid-control-request': {
      title: 'The control request is not as documented',
      means: 'GET /_mock/openapi.yaml describes what each path of the control API accepts.',
    },
  },

  /** Finding account and operation of a request. */
  request: {
    /** @param schemes ways to send the token, each of one or more places */
    sendToken: (schemes: readonly (readonly Place[])[]) => {
      const ways = schemes.map((places) => places.map(placeWord).join(' and the '));
      return `Send the account's token in the ${[...new Set(ways)].join(' or the ')}.`;
    },
    schemeBeforeToken: (place: Place, hasToken: boolean) =>
      `The ${placeWord(place)} has Bearer ${hasToken ? 'before the token' : 'and no token'}; send the token without Bearer.`,
    tokenHint: 'Authorization: <token>',
    missingResource: (path: string, canBeAdded: boolean) =>
      `This account has no ${path}; ${canBeAdded ? 'add it first, or use one that exists' : 'use one that exists'}.`,
    methodNotAllowed: (path: string, method: string, methods: string) =>
      `${path} has no ${method}; it has ${methods}.`,
    /** @param below the path that the contract is served below; '' for none */
    unknownPath: (path: string, below: string, paths: string) =>
      `The contract${servedBelow(below)} has no path ${path}; it has ${paths}.`,
    otherPathMeant: (path: string, below: string, meant: string) =>
      `The contract${servedBelow(below)} has no path ${path}; did you mean ${meant}?`,
    whereTheExplorerIs: 'The explorer and the control API are at /_mock/.',
    unreadablePath: (path: string) =>
      `The path ${path} cannot be read; escape it as RFC 3986 says.`,
    repeatedHeader: (name: string) =>
      `The request has the header ${name} more than once; send it once.`,
    invalid: 'The request breaks the contract.',
    /** @param why the server's reason */
    unreadable: (why: string) => sentence(why),
    noHost: 'The request has no header Host; send it.',
    expectation: (value: string) =>
      `The server does not meet the expectation ${value}; leave Expect out, or send 100-continue.`,
    largeHeaders: 'The headers are larger than the server accepts; send less.',
    tooSlow: 'The request took too long to arrive; send it faster.',
    notHttp: 'The request is not valid HTTP.',
  },

  /** Reading a body. */
  body: {
    tooLarge: (limit: number) => `The body has more than ${limit} bytes; send less.`,
    contentEncoding: (coding: string) =>
      `The body has the Content-Encoding ${coding}, which the mock does not decode; send it without.`,
    noBoundary: (type: string) =>
      `The Content-Type ${type} has no boundary; add the one that separates the parts, or let the client write the header.`,
    noBodyTaken: (type: string | undefined) =>
      `This operation takes no body, but the request has one with ${contentType(type)}; send none.`,
    wrongMediaType: (types: readonly string[], type: string | undefined) =>
      `The body must be ${types.join(' or ')} in UTF-8, but the request has ${contentType(type)}.`,
    notControlJson: 'The body must be application/json in UTF-8.',
    missing: 'The request has no body; send one, with its Content-Length.',
    notUtf8: 'The body is not UTF-8; encode it as UTF-8.',
    byteOrderMark: 'The body starts with a byte order mark; leave it out.',
    /** @param code the name of jsonc-parser's error; undefined for another reason */
    notJson: (line: number, column: number, position: number, code: string | undefined) =>
      `The body is not JSON from line ${line}, column ${column} (position ${position}): ${parseError(code)}.`,
    repeatedField: (name: string) =>
      `The body has ${name} twice, with different values; send it once.`,
    tooDeep: (most: number) => `The body is nested deeper than ${most} levels; send a flatter one.`,
  },

  /** What is stored does not allow the request. */
  state: {
    /** What is said after the message of the first conflict; `rules` are the broken ones but the first. */
    moreConflicts(more: number, rules: readonly string[]) {
      const others = more === 1 ? 'There is 1 more conflict' : `There are ${more} more conflicts`;
      const also = `; the request also breaks the ${rules.length === 1 ? 'rule' : 'rules'} ${list(rules, 'and')}`;
      return `${others}${rules.length === 0 ? '' : also}.`;
    },
    /** What is said after the message of the first mistake. */
    moreMistakes: (more: number) =>
      more === 1 ? 'There is 1 more mistake.' : `There are ${more} more mistakes.`,
    seedConflict: (message: string, collection: string, key: string) =>
      `${message} (${collection}, item ${key})`,
    identityTaken: (name: string, value: string) =>
      `This account already has a resource whose ${name} is ${value}; send another, or edit that one.`,
    noIdentity: (name: string) =>
      `This account has no ${name} left that the contract allows; delete a resource, or send one with its ${name}.`,
    noSeedIdentity: (collection: string, name: string) =>
      `${collection} has no ${name} left for this item; give it one.`,
    /** @param fields the fields that do not fit, each with its value and the values that would fit */
    notAsStored(
      operation: string,
      path: string,
      fields: readonly { name: string; value: string; allowed: readonly string[] }[],
    ) {
      const has = fields.map(
        ({ name, value, allowed }) => `its ${name} is ${value}, not ${allowed.join(' or ')}`,
      );
      return `${operation} is not possible for ${path}: ${has.join(', and ')}.`;
    },
    referenced: (referrer: string, path: string, field: string) =>
      `${referrer} names ${path} in its ${field}; edit or delete that first.`,
    immutable: (field: string, current: string) =>
      `${field} is ${current} and cannot be changed; send that value, or leave the field out.`,
    unusableIdentity: (field: string, received: string) =>
      `The body's ${field} is ${received}, which no path can end with; send another.`,
    unknownReference: (field: string, received: string, path: string) =>
      `The body's ${field} is ${received}, but this account has no ${path}; name one that exists.`,
    identityMismatch: (inPath: string, field: string, received: string) =>
      `The path has ${inPath} but the body's ${field} is ${received}; send the same in both.`,
    nothingYet: (state: number, last: number) =>
      `There is no state ${state} yet; the last one is ${last}.`,
    tooOld: (state: number, kept: number) =>
      `The state ${state} is too old: the mock remembers the last ${kept.toLocaleString('en')} changes, or fewer if they are large.`,
  },

  /** Mistakes in parameters, and in bodies that are no JSON; `place` is `path`, `query`, `header`, `cookie`. */
  parameters: {
    named: (place: string, name: string) => `The ${place} parameter ${name}`,
    wrong: (place: string, name: string, received: string | undefined, expected: string) =>
      `The ${place} parameter ${name} is ${received ?? 'missing'}; send ${expected === 'anything' ? 'it' : withArticle(expected)}.`,
    /** @param why Prism's reason */
    other: (why: string) => (/[.?]$/.test(why) ? why : `${why}.`),
    badEscape: (place: string, name: string) =>
      `The ${place} parameter ${name} has a wrong escape; percent-encode it`,
    wrongStyle: (place: string, name: string, style: string, prefix: string) =>
      `The ${place} parameter ${name} has the style ${style}; start it with "${prefix}"`,
    notJson: (place: string, name: string) =>
      `The ${place} parameter ${name} is not JSON; send JSON`,
    badFormEscape: 'The form has a wrong escape; percent-encode its names and values',
    noPart: (boundary: string) =>
      `The body has no part that has a name, between lines --${boundary} and before a line --${boundary}--`,
    reserved: (field: string) => `The field ${field} has a reserved character; percent-encode it`,
    noXml: (type: string | undefined) =>
      `The mock does not read XML${type === undefined ? '' : `; send it as ${type}`}`,
    tooDeep: (place: string) => `The ${place} is nested too deeply to be checked`,
    infinite: (name: string) =>
      `${name || 'The body'} is a number beyond 1.8e308, which the mock cannot keep; send a smaller one`,
    inexact: (name: string, digits: string, most: number) =>
      `${name} is ${digits}, which the mock cannot keep exactly; send an integer from -${most} to ${most}`,
    notNumber: (place: string, name: string) =>
      `Request ${place} ${place === 'body' ? 'property' : 'parameter'} ${name} must be written as a number is in JSON`,
    repeated: (name: string, meant: string) =>
      `There is no query parameter ${name}; ${meant} is already there, so leave this one out.`,
    /** @param strange the letters that only look like those of the name that is meant */
    unknown: (name: string, meant: string, strange: readonly StrangeLetter[] | undefined) =>
      `There is no query parameter ${name}${strange ? `, which ${differs(meant, strange)}` : ''}; did you mean ${meant}?`,
  },

  /** Mistakes in a body; `name` is a field such as rooms[0].name, '' for the body. */
  mistakes: {
    /** @param type the JSON type of the value, where that is the mistake */
    wrong: (name: string, type: string | undefined, received: string, expected: string) =>
      `${subject(name)} is ${typed(type, received)}; send ${withArticle(expected)}.`,
    inexact: (name: string, digits: string, most: number) =>
      `${subject(name)} is ${digits}, which the mock cannot keep exactly; send an integer from -${most} to ${most}.`,
    isNull(
      name: string,
      step: 'body' | 'field' | 'element',
      isRequired: boolean,
      expected: string,
    ) {
      const send = `send ${withArticle(expected)}`;
      const remedy = {
        body: send,
        element: `leave the element out, or ${send}`,
        field: isRequired ? send : 'leave the field out if it has no value',
      }[step];
      return `${subject(name)} is null; ${remedy}.`;
    },
    /** @param strange the letters that only look like those of the value that is meant; undefined in a secret */
    lookAlike(
      name: string,
      received: string,
      meant: string,
      strange: readonly StrangeLetter[] | undefined,
    ) {
      const why = strange ? differs(meant, strange) : 'has a character that only looks like it';
      return `${subject(name)} is ${received}, which looks like "${meant}" but ${why}; send "${meant}".`;
    },
    notAllowed: (name: string, received: string, expected: string, guess: string | undefined) =>
      `${subject(name)} is ${received}; send ${expected}${guess === undefined ? '' : ` (did you mean ${guess}?)`}.`,
    wrongSize(
      name: string,
      isSmall: boolean,
      number: number,
      part: 'element' | 'field',
      expected: string,
    ) {
      const size = `${number} ${part}${number === 1 ? '' : 's'}`;
      return `${subject(name)} has ${size}, too ${isSmall ? 'few' : 'many'}; send ${withArticle(expected)}.`;
    },
    beyondLimit(name: string, isSmall: boolean, type: string, received: string, expected: string) {
      const [low, high] = type === 'string' ? ['short', 'long'] : ['small', 'large'];
      return `${subject(name)} is ${typed(type, received)}, too ${isSmall ? low : high}; send ${withArticle(expected)}.`;
    },
    duplicate: (name: string, received: string, first: string) =>
      `${subject(name)} repeats ${received}, which is already at ${first}; leave it out.`,
    /** @param why Ajv's reason */
    other: (name: string, why: string | undefined) => `${subject(name)} ${why ?? 'is not valid'}.`,
    notAllowedHere: (name: string) => `${subject(name)} is not allowed here; leave it out.`,
    /** @param whys Ajv's reasons */
    fieldName: (field: string, whys: readonly string[]) =>
      `The field name ${field} ${list(whys, 'and') || 'is not allowed'}.`,
    /** @param because a field that requires it */
    missing(name: string, because: string | undefined, expected: string | undefined) {
      const reason = because === undefined ? '' : `, and ${because} needs it`;
      const send = expected === undefined ? 'it' : withArticle(expected);
      return `${subject(name)} is missing${reason}; send ${send}.`;
    },
    noBody: (expected: string) => `The request has no body; send ${withArticle(expected)}.`,
    /** @param groups the fields of each choice */
    missingChoice(
      name: string,
      groups: readonly (readonly string[])[],
      isExactlyOne: boolean,
      minItems: number,
    ) {
      const elements = minItems === 1 ? 'one element' : `${minItems} elements`;
      const size = minItems > 0 ? `, with at least ${elements}` : '';
      if (groups.some((fields) => fields.length !== 1)) {
        const together = groups.map(
          (fields) => list(fields, 'and') + (fields.length > 1 ? ' together' : ''),
        );
        return `Send ${list(together, 'or')}${where(name)}${size}.`;
      }
      const fields = [...new Set(groups.flat())];
      const quantity = isExactlyOne ? 'Exactly one' : 'At least one';
      const which = fields.length > 1 ? `${quantity} of ${list(fields, 'and')}` : fields[0];
      return `${which} is required${where(name)}${size}.`;
    },
    onlyOne: (name: string, fields: readonly string[]) =>
      `Only one of ${list(fields, 'and')} may be sent${where(name)}; leave the others out.`,
    fitsSeveral: (name: string, forms: string) =>
      `${subject(name)} fits more than one of its forms (${forms}); make it fit exactly one.`,
    /** @param form what it must not be; undefined where that cannot be said */
    forbidden: (name: string, form: string | undefined) =>
      `${subject(name)} must not be ${form ?? 'of a form that is not allowed'}; change it.`,
    forbiddenFields: (name: string, fields: readonly string[]) =>
      fields.length === 1
        ? `${fields[0]} may not be sent${where(name)}; leave it out.`
        : `${list(fields, 'and')} may not be sent together${where(name)}; leave one out.`,
    squashedName: (field: string, meant: string) =>
      `The field ${field} is called ${meant}; rename it.`,
    lookAlikeName: (field: string, meant: string, strange: readonly StrangeLetter[]) =>
      `The field ${field} ${differs(meant, strange)}; rename it to ${meant}.`,
    misspeltName: (field: string, meant: string, name: string) =>
      `There is no field ${field}${where(name)}; if ${meant} is meant, rename it.`,
    fieldOfOthers: (field: string, name: string) =>
      `The field ${field}${where(name)} does not go with the other fields; leave it out.`,
    fieldIsThere: (field: string, meant: string, name: string) =>
      `There is no field ${field}${where(name)}; ${meant} is already there, so leave this one out.`,
    /** @param more how many are known beside those that are named */
    unknownField(field: string, name: string, known: readonly string[], more: number) {
      const all = more > 0 ? [...known, `${more} more`] : known;
      const names = {
        none: 'none is known',
        one: `the only known one is ${known[0]}`,
        several: `the known ones are ${list(all, 'and')}`,
      }[known.length === 0 ? 'none' : known.length === 1 ? 'one' : 'several'];
      return `There is no field ${field}${where(name)}; ${names}.`;
    },
    /** @param number undefined where they were not counted */
    unlisted: (number: number | undefined) =>
      `There are ${number === undefined ? '' : `${number} `}more mistakes, which are not listed; correct these first.`,
  },

  /** What a schema accepts, in words without an article. */
  schema: schemaWords,

  /** Prism's answers, and the store. */
  server: {
    /** @param why Prism's reason */
    noResponse: (why: string) => sentence(why),
    /** @param received undefined for a preference without a value */
    preferences(unread: readonly { name: string; received: string | undefined; type: string }[]) {
      const each = unread.map(({ name, received, type }) =>
        received === undefined
          ? `${name} has no value; send a ${type}`
          : `${name} is ${received}; send a ${type}`,
      );
      return `The preference ${each.join(', and ')}.`;
    },
    unsendable: (why: string) => `The response cannot be sent: ${why}; correct the document.`,
    fault: (status: number) =>
      `A fault that was set on the mock sends this ${status} in place of a response; GET /_mock/faults and /_mock/accounts/me/faults list the faults.`,
    failed: (why: string) =>
      `The mock failed: ${sentence(why)} This is a mistake of the mock; please report it with the request.`,
    storeFailed: (why: string, isUnknown: boolean) =>
      `The store of the mock failed (${why}). ${isUnknown ? 'Whether the change was made is not known: read before you repeat it.' : 'Nothing was changed; try again.'}`,
    storeUnreadable: 'what it has cannot be read',
    rolledBack: 'the change was rolled back',
    unstoredBefore: 'a change before this one was not stored',
    storeUnreachable: (code: string) => `it cannot be reached: ${code}`,
    storeClosed: (code: string) => `it does not let the mock in: ${code}`,
    upstreamLoop: (origin: string) =>
      `The upstream server ${origin} leads back to this mock; give --upstream the URL of the real server.`,
    upstreamUnsendable: (origin: string, why: string) =>
      `The upstream server ${origin} sent a response that cannot be passed on: ${why}.`,
    upstreamLate: (origin: string) =>
      `The upstream server ${origin} had sent no response when the client hung up.`,
    /** @param code the code of the client's error, by which other languages say why */
    upstreamSilent: (origin: string, why: string, _code: string) =>
      `The upstream server ${origin} sent no response: ${why}.`,
  },

  /** The control API. */
  control: {
    sendControlToken: (header: string) =>
      `Send the token that the mock was started with in the header ${header}.`,
    foreignHost: (host: string | undefined, header: string) =>
      `The control API does not serve the host ${host ?? '(none)'}; use the address that the mock is bound to, or ${tokenAdvice(header)}.`,
    foreignOrigin: (header: string) =>
      `The control API serves no page of another origin without the control token, and none in a sandbox; ${tokenAdvice(header)}.`,
    openWithoutToken:
      'The mock is bound beyond loopback without a control token; start it with --control-token.',
    unknownPath: (method: string, url: string) =>
      `There is no ${method} ${url}; GET /_mock/openapi.yaml lists all paths.`,
    /** @param why a sentence of the mock or of the server */
    other: (why: string) => why,
    unknownProblem: (code: string) => `There is no kind of problem "${code}".`,
    noCertificate: 'The mock has no certificate, since it serves HTTP; start it with --https.',
    unknownCase: (id: string) => `There is no case "${id}"; GET /_mock/catalogue lists all.`,
    unreportedCase: (id: string) =>
      `There is no case "${id}", so it cannot be reported; GET /_mock/catalogue lists all.`,
    repeatedCase: (id: string) => `The case "${id}" has several results; send each case once.`,
    unknownAccount: (id: string) =>
      `There is no account ${id}; GET /_mock/accounts lists them, and "me" is the account of the request's own token.`,
    unknownPreset: (name: string, known: string) =>
      `There is no preset "${name}"; there are ${known}.`,
    /** @param orAll whether `*` may be sent, too */
    unknownOperation: (id: string, known: string, orAll: boolean) =>
      `There is no operation "${id}"; there are ${known}${orAll ? ', and * for all' : ''}.`,
    unknownFilter: (name: string, known: string) =>
      `There is no filter "${name}" here; use ${known}.`,
    notStatus: (text: string) =>
      `"${text}" is not a status; send one such as 409, or a class such as 4XX.`,
    notState: (text: string) => `state must be the number of a state, not "${text}".`,
    notWholeNumber: (name: string, text: string, most: number | undefined) =>
      `${name} must be a whole number${most === undefined ? '' : ` up to ${most}`}, not "${text}".`,
    countAboveLimit: (limit: number, count: number) =>
      `With the limit ${limit} there are never ${count} entries; leave limit out, or send a smaller count.`,
    notListening: 'The mock does not listen, so nothing can be sent to it.',
    noProvider: 'The mock has no provider; start it with --provider.',
    notBuilt: 'The explorer has not been built; run `npm run explorer`.',
    unknownFile: (url: string) => `The explorer has no file ${url}.`,
    /** @param why undici's reason */
    unsendable: (why: string) => `The request cannot be sent: ${why}.`,
    notRelayed: (path: string) =>
      `The path ${path} cannot be relayed: it must start with a single /, be ASCII without spaces, and not be one of the control API.`,
    seed: ({ what, remedy }: SeedFault) => `${what}; ${remedy}.`,
    unknownSwitch: (doubt: string, known: readonly string[]) =>
      known.length === 0
        ? `There is no switch ${doubt}: the contract has none.`
        : `There is no switch ${doubt}; there are ${known.join(', ')}.`,
    unknownPosition: (doubt: string, value: string, known: readonly string[]) =>
      `The switch ${doubt} has no value "${value}"; it has ${known.join(', ')}.`,
    unknownFault: (name: string, known: readonly string[]) =>
      `There is no fault "${name}"${known.length === 0 ? ': the contract names none' : `; there are ${known.join(', ')}`}.`,
  },

  /** Why no items were generated. */
  generate: {
    notStored: (collection: string, known: string) =>
      `Nothing can be stored in ${collection}; the collections are ${known || 'none'}.`,
    cannot: (why: string) => `No items were generated: ${why}.`,
    invalidItem: (number: number, { what }: SeedFault) =>
      `item ${number} would not be valid: ${what}`,
    tooFewValues: (place: string) => `there are too few free values for ${place}`,
    nothingToName: (place: string, collection: string) =>
      `${place} must name an item of ${collection}, and the account has none`,
    noParent: (path: string) => `the account has no ${path}; generate, or add, that first`,
    tooManyValues: (count: number, most: number) =>
      `${count} claimed values are too many; ask for ${most} at most`,
    unknownList: (list: string, known: readonly string[]) =>
      `the collection has no list of claimed values at ${list}; ${known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`}`,
    noElement: (list: string) => `the contract shows no valid element of ${list}`,
  },

  /** Why cases cannot be judged at a provider. */
  preflight: {
    noToken: 'Give a token of an account of the provider.',
    unreachable: (why: string) =>
      `The provider cannot be reached: ${why} Is its URL right, and does it run?`,
    refusedToken: (which: 'first' | 'second', status: number) =>
      `The provider refuses the ${which === 'first' ? '' : 'second '}token with status ${status}; give one that it has issued.`,
    redirects: (location: string) =>
      `The provider redirects to ${location}; start the mock with --provider and the URL of an API that answers itself.`,
    fails: (status: number, url: string) =>
      `The provider fails with status ${status} at ${url}; wait until it is well again.`,
    noPaths: (paths: readonly string[], url: string) =>
      `The provider has nothing at ${paths.join(' and ')} below ${url} (status 404); start the mock with --provider and the URL before the contract's paths, a prefix such as /api included.`,
  },

  /** Faults that contradict themselves. */
  faults: {
    delay: (min: number, max: number) => `delay.min is ${min}, more than delay.max, ${max}.`,
    bodyNeedsStatus: 'A body needs a status; send the status too.',
    noBody: (status: number | undefined) =>
      `A response with status ${status} has no body; leave it out.`,
    headersNeedStatus: 'Headers need a status; send the status too.',
    dropOrStatus: 'A dropped connection has no status; send either drop or status.',
    dropOrTruncate:
      'A dropped connection has no response to truncate; send either drop or truncate.',
    nothingToTruncate: 'A response without a body cannot be truncated; send a body too.',
    nothing: 'This fault does nothing; send delay, status, drop or truncate.',
    notHeader: (name: string) => `${name} is not a header name; use letters, digits and hyphens.`,
    headerValue: (name: string) =>
      `The value of ${name} has a character that no header can hold; use ASCII.`,
    ownHeader: (name: string) => `The server itself writes ${name}; leave it out.`,
    repeatedHeader: (name: string) => `The header ${name} is there twice; send it once.`,
  },
};

/** The texts of refusals in one language. */
export type RefusalTexts = typeof englishRefusals;

/** A place where a request has a token. */
export interface Place {
  readonly in: 'query' | 'header' | 'cookie';
  readonly name: string;
}

function placeWord({ in: place, name }: Place): string {
  return `${place === 'query' ? 'query parameter' : place} ${name}`;
}

function servedBelow(prefix: string): string {
  return prefix === '' ? '' : `, served below ${prefix},`;
}

function contentType(type: string | undefined): string {
  return type === undefined ? 'no Content-Type' : `Content-Type: ${type}`;
}

function parseError(code: string | undefined): string {
  if (code === undefined) return 'it is invalid';
  const plain = code.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  return plain.replace(/^(.*) expected$/, '$1 is expected there');
}

function tokenAdvice(header: string): string {
  return `start the mock with --control-token and send the token in the header ${header}`;
}

function subject(name: string): string {
  return name || 'The body';
}

function where(name: string): string {
  return name === '' ? '' : ` in ${name}`;
}

function typed(type: string | undefined, received: string): string {
  return type === undefined ? received : `the ${type} ${received}`;
}
