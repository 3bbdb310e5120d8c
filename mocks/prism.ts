import './prism-postponed.ts';
import { createRequire } from 'node:module';
import { createLogger } from '@stoplight/prism-core';
import {
  createInstance,
  getHttpOperationsFromSpec,
  type IHttpOperationConfig,
  type IHttpResponse,
  type JSONSchema,
  NO_PATH_MATCHED_ERROR,
  NOT_ACCEPTABLE,
  NOT_FOUND,
  ProblemJsonError,
  resetJSONSchemaGenerator,
} from '@stoplight/prism-http';
import type * as callbacks from '@stoplight/prism-http/dist/mocker/callback/callbacks.js';
import type mocker from '@stoplight/prism-http/dist/mocker/index.js';
import type router from '@stoplight/prism-http/dist/router/index.js';
import { validateOutput, validateSecurity } from '@stoplight/prism-http/dist/validator/index.js';
import { findOperationResponse } from '@stoplight/prism-http/dist/validator/utils/spec.js';
import { findContentByMediaTypeOrFirst } from '@stoplight/prism-http/dist/validator/validators/body.js';
import { getHttpConfigFromRequest } from '@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js';
import { isNonEmpty } from 'fp-ts/lib/Array.js';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Check, Diagnostics } from './prism-check.ts';
import {
  adopt,
  type Content,
  type Input,
  RequestCheck,
  type Resource,
  type Response,
  responseChecks,
  within,
} from './prism-components.ts';

// Required, since Vite takes the default of a CommonJS module for something else than Node.js does: in
// Vitest, a package that is linked goes through Vite.
const require = createRequire(import.meta.url);
const prismMocker: typeof mocker = require('@stoplight/prism-http/dist/mocker/index.js');
const prismRouter: typeof router = require('@stoplight/prism-http/dist/router/index.js');
const {
  runCallback,
}: typeof callbacks = require('@stoplight/prism-http/dist/mocker/callback/callbacks.js');

/** Prism set up for one OpenAPI document. */
export interface Engine {
  /**
   * Answers one request to an operation of the document; at once when the request is valid, the
   * client chose no response and `state` makes the body.
   *
   * @throws what `state` throws; Error when the document has no such operation
   */
  request(call: EngineCall): EngineResult | Promise<EngineResult>;
  /** What Prism's router says of a request that no route took: 404 or 405. */
  unrouted(method: string, path: string): { status: number; title: string; detail: string };
}

/** One request to an operation of the document. */
export interface EngineCall {
  /** In lower case. */
  method: string;
  /** The path as the document writes it, such as `/books/{id}`. */
  template: string;
  /** The path as requested, still percent-encoded, without the query. */
  path: string;
  query: Record<string, string | string[]>;
  /** As Node.js gives them, names in lower case. */
  headers: Record<string, string>;
  /** Parsed JSON, text for other media types, `undefined` when there is none. */
  body: unknown;
  checkSecurity: boolean;
  /**
   * Makes the body of the answer, `undefined` for none. Called once, and only when the request is
   * valid, an answer acceptable to the client exists, and the client chose no other response.
   * Without it Prism answers from the document.
   */
  state?: (() => unknown) | undefined;
}

/** The body that `state` makes when it refuses: checked against nothing, for nobody to send. */
export const refused = Symbol('refused');

/** Something that Prism found wrong with a request. */
export interface Diagnostic {
  /** Where: `body`, `path`, `query` or `header`, then the way down; names of parameters in lower case. */
  path: string[];
  /** The JSON Schema keyword that failed; `401` and `415` are numbers. */
  code: string | number;
  message: string;
}

/** Something that the document doesn't declare, in the form of Prism's `sl-violations` header. */
export interface Violation {
  location: string[];
  severity: 'Error' | 'Warning';
  code?: string | number | undefined;
  message: string;
}

/** What became of a request. */
export type EngineResult =
  | {
      kind: 'answer';
      status: number;
      /** Names in lower case. */
      headers: Record<string, string>;
      body: unknown;
      /** The client chose the response, by `Prefer` or a `__` parameter. */
      chosen: boolean;
      /** Of the answer against the document, and warnings about the request. */
      violations: Violation[];
    }
  | {
      kind: 'invalid';
      /** As Prism negotiates it: 401, 415, 422, 400. */
      status: number;
      diagnostics: Diagnostic[];
      /** How the document declares that response: as problem details, with another type, not at all or without a type. */
      declared: 'problem' | 'other' | 'none';
      /** What Prism would send along: declared headers, `www-authenticate`; no content type. */
      headers: Record<string, string>;
      /** Prism's own answer, when `declared` is `other` or the client named an example. */
      answer?: { headers: Record<string, string>; body: unknown };
    }
  | { kind: 'failed'; status: number; title: string; detail: string };

type Invalid = Extract<EngineResult, { kind: 'invalid' }>;
type Answered = E.Either<Error, IHttpResponse>;
type Preferences = Partial<IHttpOperationConfig>;

const logger = createLogger('prism', { level: 'silent' });
// Prism asks for a child logger twice a request, and pino takes its time.
logger.child = () => logger;

const base = {
  isProxy: false,
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: false,
  upstreamProxy: undefined,
} as const;
// Ours can be shared by requests: Prism's mocker, which writes into it, never sees it.
const secured = { ...base, mock: { dynamic: false } };
const unsecured = { ...secured, checkSecurity: false };
const noDefaults = {} as typeof secured;
const nothing: JSONSchema = { type: 'null' };
const noPreferences = E.right<Error, Preferences>({});
const draft2020 = 'https://json-schema.org/draft/2020-12/schema';
const maxAccepts = 64;
const unchecked: Check = () => [];

/** What can be wrong with a request, by status, and the declared responses that can say so. */
const answerable = { 401: [401], 415: [415, 422, 400], 422: [422, 400] };

type Kind = keyof typeof answerable;
type Refusal = Pick<Invalid, 'status' | 'declared' | 'headers'>;

/** A request, as Prism hands it from component to component. */
class Exchange implements Input {
  readonly method: Input['method'];
  readonly url: Input['url'];
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly state: (() => unknown) | undefined;
  readonly operation: Operation;
  readonly preferences: Preferences;
  /** The client chose the response. */
  readonly chosen: boolean;
  /** Set when Prism found the request invalid. */
  invalid: Invalid | undefined;
  #found: Diagnostics | undefined;

  constructor(call: EngineCall, operation: Operation, preferences: Preferences) {
    const { code, exampleKey, dynamic } = preferences;
    this.method = call.method as Input['method'];
    this.url = { path: call.path, query: call.query };
    this.headers = call.headers;
    this.body = call.body;
    this.state = call.state;
    this.operation = operation;
    this.preferences = preferences;
    this.chosen = code !== undefined || exampleKey !== undefined || dynamic === true;
  }

  /** What is wrong with body and parameters. */
  get found(): Diagnostics {
    this.#found ??= this.operation.requests.check(this);
    return this.#found;
  }

  static of(input: object): Exchange {
    if (input instanceof Exchange) return input;
    throw new TypeError('Prism handed on another request than it was given.');
  }
}

/** An answer whose check against the document is prepared. */
class Answer implements IHttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly check: Check;

  constructor(statusCode: number, headers: Record<string, string>, check: Check, body?: unknown) {
    this.statusCode = statusCode;
    this.headers = headers;
    this.check = check;
    this.body = body;
  }

  /** What of the body the document does not declare. */
  violations(): Diagnostics {
    return this.body === refused ? [] : this.check(this.body);
  }
}

/** One operation, with what Prism would work out anew at each request worked out once. */
class Operation {
  readonly resource: Resource;
  readonly alone: Resource[];
  readonly requests: RequestCheck;
  /** Headers whose presence is all that the operation's security asks for. */
  readonly #keys: string[] | undefined;
  readonly #callbacks: NonNullable<Resource['callbacks']>;
  /** Negotiates as the operation does, without making bodies. */
  readonly #bare: Resource;
  readonly #bodies: Map<Content, Check>;
  readonly #negotiated = new Map<string, E.Either<Error, Answer>>();
  readonly #refused = new Map<Kind, Refusal>();

  constructor(given: Resource, dialect: string | undefined, known: Map<string, Check>) {
    const around = adopt(given, dialect, known);
    const { callbacks = [], ...resource } = given;
    this.resource = resource;
    this.alone = [resource];
    this.requests = new RequestCheck(resource, around);
    this.#keys = keysOf(resource);
    this.#callbacks = callbacks;
    this.#bare = { ...resource, responses: resource.responses.map(withoutBodies) };
    this.#bodies = new Map(
      resource.responses.flatMap((response) => responseChecks(response, around)),
    );
  }

  /** Tells whether the request carries the keys; `false` leaves the verdict to Prism. */
  hasKeys({ headers }: Exchange): boolean {
    return this.#keys?.every((name) => headers[name]) ?? false;
  }

  /** Answers in the place of Prism's mocker. */
  answer(exchange: Exchange, validations: Diagnostics): Answered {
    if (validations.some(isError)) return this.#refuse(exchange, validations);
    if (exchange.chosen) return this.#choose(exchange);
    return exchange.state ? this.serve(exchange, exchange.state) : this.#mock(exchange, {});
  }

  /** Answers what `state` makes, as Prism negotiates it; without an acceptable answer, state is not asked. */
  serve(exchange: Exchange, state: () => unknown): E.Either<Error, Answer> {
    const negotiated = this.#negotiate(exchange);
    if (E.isLeft(negotiated)) return negotiated;
    const { statusCode, headers, check } = negotiated.right;
    return E.right(new Answer(statusCode, headers, check, state()));
  }

  /** Sends the callbacks that the document declares, and does not wait for them. */
  callBack(request: Exchange, response: IHttpResponse): void {
    for (const callback of this.#callbacks) {
      const send = async () => runCallback({ callback, request, response })(logger)();
      send().catch(() => undefined);
    }
  }

  /** Asks Prism's own mocker. */
  #mock(
    { method, url, headers: { accept } }: Exchange,
    preferences: Preferences,
    resource = this.resource,
    validations: Diagnostics = [],
  ): Answered {
    const data = { method, url, headers: plain({ accept }) };
    // Prism writes the Accept of the request into the configuration that it is given.
    const config = { dynamic: false, ...preferences };
    try {
      return prismMocker.default({ resource, input: { data, validations }, config })(logger);
    } catch (error) {
      return accept === undefined ? E.left(E.toError(error)) : notAcceptable(accept);
    } finally {
      if (preferences.seed !== undefined) resetJSONSchemaGenerator();
    }
  }

  #choose(exchange: Exchange): Answered {
    const { preferences, headers } = exchange;
    const { code, exampleKey } = preferences;
    if (code !== undefined && (code < 200 || code > 599)) {
      // A `default` response would let Prism answer with it, and the client would wait for more.
      return notFound(`Requested status code ${code} is not one to end a request with.`);
    }
    const isMeant = (answer: Answered) => E.isRight(answer) && answer.right.statusCode === code;
    const answer = this.#mock(exchange, preferences);
    if (code === undefined || isMeant(answer)) return answer;
    if (E.isLeft(answer) && ![undefined, 406].includes(statusOf(answer.left))) return answer;
    // Prism falls back on another status, or fails, when the Accept does not fit or the example is
    // not there; without the Accept it shows which.
    const unasked = this.#mock(exchange, { ...preferences, mediaTypes: ['*/*'] });
    if (!isMeant(unasked)) {
      return notFound(
        `Response ${code} has no ${exampleKey ? `example ${exampleKey}` : 'schema'}.`,
      );
    }
    return code < 400 ? notAcceptable(headers.accept) : unasked;
  }

  #negotiate(exchange: Exchange): E.Either<Error, Answer> {
    const accept = exchange.headers.accept ?? '';
    const known = this.#negotiated.get(accept);
    if (known) return known;
    const negotiated = E.chain((response: IHttpResponse) => this.#prepare(response))(
      this.#mock(exchange, {}, this.#bare),
    );
    if (this.#negotiated.size >= maxAccepts) this.#negotiated.clear();
    this.#negotiated.set(accept, negotiated);
    return negotiated;
  }

  #prepare({ statusCode, headers = {} }: IHttpResponse): E.Either<Error, Answer> {
    const sent = plain(headers);
    // What cannot be answered must change nothing.
    const bad = Object.keys(sent).find((name) => /[^\t\x20-\x7e\x80-\xff]/.test(sent[name] ?? ''));
    if (bad !== undefined) {
      return E.left(
        new Error(`The header ${bad} has a letter that no header can hold; use ASCII.`),
      );
    }
    const mediaType = headers['Content-type'];
    const { contents = [] } = this.#declared(statusCode) ?? {};
    const content = mediaType
      ? O.toUndefined(findContentByMediaTypeOrFirst(contents, mediaType))?.content
      : contents[0];
    const check = (content && this.#bodies.get(content)) ?? (() => []);
    const outside = violationsOf(this.#bare, { statusCode, headers, body: null });
    const whole: Check = outside.length === 0 ? check : (body) => [...outside, ...check(body)];
    return E.right(new Answer(statusCode, sent, whole));
  }

  #refuse(exchange: Exchange, validations: Diagnostics): Answered {
    const { code = 0, exampleKey } = exchange.preferences;
    const kind = ([401, 415] as const).find((k) => validations.some((d) => d.code === k)) ?? 422;
    const { status, declared, headers } = this.#refusal(exchange, kind, validations);
    const named = exampleKey !== undefined && answerable[kind].includes(code);
    let answer: Invalid['answer'];
    if (named || declared === 'other') {
      const preferences = named ? { code, exampleKey } : {};
      const own = this.#mock(exchange, preferences, this.resource, validations);
      // There is no such example.
      if (E.isLeft(own) && statusOf(own.left) === 404) return own;
      if (E.isRight(own))
        answer = { headers: plain(own.right.headers), body: copy(own.right.body) };
    }
    exchange.invalid = {
      kind: 'invalid',
      status,
      diagnostics: diagnosticsOf(validations.filter(isError)),
      declared: declared === 'other' && !answer ? 'none' : declared,
      headers: { ...headers, ...challenge(validations) },
      ...(answer && { answer }),
    };
    return E.right(new Answer(status, headers, unchecked));
  }

  #refusal(exchange: Exchange, kind: Kind, validations: Diagnostics): Refusal {
    const known = this.#refused.get(kind);
    if (known) return known;
    const response = this.#mock(exchange, {}, this.#bare, validations);
    let refusal: Refusal = { status: kind, declared: 'none', headers: {} };
    if (E.isRight(response)) {
      const { statusCode: status, headers } = response.right;
      const { 'content-type': _, ...others } = plain(headers);
      refusal = { status, declared: this.#form(status), headers: others };
    }
    this.#refused.set(kind, refusal);
    return refusal;
  }

  #form(status: number): Invalid['declared'] {
    const types = this.#declared(status)?.contents?.map(({ mediaType }) => mediaType) ?? [];
    if (types.length === 0) return 'none';
    return types.some((type) => within('application/problem+json', type)) ? 'problem' : 'other';
  }

  #declared(status: number) {
    return O.toUndefined(findOperationResponse(this.resource.responses, status));
  }
}

/** The response with a trifle for each body: Prism chooses alike, and has nothing to make. */
function withoutBodies(response: Response): Response {
  return {
    ...response,
    contents: response.contents?.map((content) => ({
      ...content,
      examples: content.examples?.slice(0, 1).map(({ id, key }) => ({ id, key, value: null })),
      schema: content.schema && nothing,
    })),
  };
}

function keysOf({ security = [] }: Resource): string[] | undefined {
  if (security.length === 0) return [];
  const names = security.map((schemes) =>
    schemes.map((scheme) =>
      scheme.type === 'apiKey' && scheme.in === 'header' ? scheme.name.toLowerCase() : undefined,
    ),
  );
  return names.find(
    (all): all is string[] => all.length > 0 && all.every((name) => name !== undefined),
  );
}

function statusOf(error: Error): number | undefined {
  return error instanceof ProblemJsonError ? error.status : undefined;
}

function notAcceptable(accept: string | undefined): Answered {
  const detail = `Unable to find content for ${accept}`;
  return E.left(ProblemJsonError.fromTemplate(NOT_ACCEPTABLE, detail));
}

function notFound(detail: string): Answered {
  return E.left(ProblemJsonError.fromTemplate(NOT_FOUND, detail));
}

/** The headers of a 401 that say how to authenticate. */
function challenge(validations: Diagnostics): Record<string, string> {
  const schemes = validations.find(({ code }) => code === 401)?.tags ?? [];
  return schemes.length > 0 ? { 'www-authenticate': schemes.join(',') } : {};
}

/** Headers that can be sent: names in lower case, values as text, none that Prism has no value for. */
function plain(headers: Record<string, unknown> = {}): Record<string, string> {
  const given = Object.entries(headers).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** Prism hands out the document's own examples. */
function copy(body: unknown): unknown {
  return typeof body === 'object' ? structuredClone(body) : body;
}

function violationsOf(resource: Resource, element: IHttpResponse): Diagnostics {
  try {
    const checked = validateOutput({ resource, element });
    return E.isLeft(checked) ? checked.left : [];
  } catch (error) {
    return [{ message: `The answer could not be checked: ${String(error)}`, severity: 0 }];
  }
}

function verdict<Element>(element: Element, found: Diagnostics) {
  return isNonEmpty(found) ? E.left(found) : E.right(element);
}

function isError({ severity }: Diagnostics[number]): boolean {
  return severity === 0;
}

function diagnosticsOf(found: Diagnostics): Diagnostic[] {
  return found.map(({ path = [], code = '', message }) => ({ path, code, message }));
}

function violations(place: 'request' | 'response', found: Diagnostics): Violation[] {
  return found.map(({ path = [], severity, code, message }) => ({
    location: [place, ...path],
    severity: severity === 0 ? 'Error' : 'Warning',
    code,
    message,
  }));
}

function preferencesOf(
  call: Pick<EngineCall, 'headers' | 'query' | 'path'>,
): E.Either<Error, Preferences> {
  const { headers, query, path } = call;
  const asked =
    headers.prefer ?? query.__code ?? query.__example ?? query.__dynamic ?? query.__seed;
  if (asked === undefined) return noPreferences;
  return E.map(({ code, exampleKey, dynamic, seed }: Preferences) => ({
    ...(code !== undefined && { code }),
    ...(exampleKey !== undefined && { exampleKey }),
    ...(dynamic !== undefined && { dynamic }),
    ...(seed !== undefined && { seed }),
  }))(getHttpConfigFromRequest({ headers, url: { path, query } }));
}

function failed(error: Error, chosen: boolean): EngineResult {
  const status = chosen ? 404 : 422;
  if (!(error instanceof ProblemJsonError)) {
    const title = 'The document gives no answer for this request';
    return { kind: 'failed', status, title, detail: error.message };
  }
  return {
    kind: 'failed',
    status: error.status < 500 ? error.status : status,
    title: error.message,
    detail: error.detail,
  };
}

// The same steps as Prism takes, without the promises that it takes them in.
function answerAtOnce(exchange: Exchange, state: () => unknown): EngineResult {
  const answer = exchange.operation.serve(exchange, state);
  if (E.isLeft(answer)) return failed(answer.left, false);
  return answered(exchange, answer.right, [], answer.right.violations());
}

function answered(
  exchange: Exchange,
  output: IHttpResponse,
  ofRequest: Diagnostics,
  ofResponse: Diagnostics,
): EngineResult {
  if (output.body !== refused) exchange.operation.callBack(exchange, output);
  const prepared = output instanceof Answer;
  return {
    kind: 'answer',
    status: output.statusCode,
    headers: prepared ? { ...output.headers } : plain(output.headers),
    body: prepared ? output.body : copy(output.body),
    chosen: exchange.chosen,
    violations: [...violations('request', ofRequest), ...violations('response', ofResponse)],
  };
}

/** The dialect of JSON Schema to check a document under; Prism knows no other than draft-07 by itself. */
function dialectOf(document: object): string | undefined {
  const version = 'openapi' in document ? String(document.openapi) : '';
  const named = 'jsonSchemaDialect' in document ? String(document.jsonSchemaDialect) : '';
  if (!/^3\.[1-9]/.test(version)) return undefined;
  return named && !named.startsWith('https://spec.openapis.org/') ? named : draft2020;
}

/** What plain Prism made of a request. */
export interface PlainResult {
  /** Of the answer, or of the error that came in place of one; 500 when Prism named none. */
  status: number;
  body: unknown;
  /** What was wrong with the request, as far as Prism tells. */
  diagnostics: Diagnostic[];
}

/** Prism with nothing of ours but silence: the oracle of tests. It holds all schemas for draft-07. */
export async function createPlainPrism(
  document: object,
): Promise<(call: Omit<EngineCall, 'template' | 'state'>) => Promise<PlainResult>> {
  const resources = await getHttpOperationsFromSpec(structuredClone(document));
  const prism = createInstance(secured, { logger });
  return async ({ method, path, query, headers, body, checkSecurity }) => {
    const input = { method: method as Input['method'], url: { path, query }, headers, body };
    const preferences = preferencesOf({ headers, query, path });
    const result = E.isLeft(preferences)
      ? preferences
      : await prism.request(input, resources, {
          ...base,
          checkSecurity,
          mock: { dynamic: false, ...preferences.right },
        })();
    if (E.isLeft(result)) {
      const { status = 500, additional }: Partial<ProblemJsonError> = result.left;
      const found = additional?.validation;
      const diagnostics = Array.isArray(found)
        ? found.map(({ location: path = [], code = '', message }) => ({ path, code, message }))
        : [];
      return { status, body: ProblemJsonError.toProblemJson(result.left), diagnostics };
    }
    const { output, validations } = result.right;
    const errors = validations.input.filter(isError);
    return { status: output.statusCode, body: output.body, diagnostics: diagnosticsOf(errors) };
  };
}

/**
 * Sets Prism up for an OpenAPI document, which stays as it is.
 *
 * @throws Error naming operation and reason when one of its schemas does not compile
 */
export async function createEngine(document: object): Promise<Engine> {
  const dialect = dialectOf(document);
  const resources = await getHttpOperationsFromSpec(structuredClone(document));
  const known = new Map<string, Check>();
  const operations = new Map<string, Map<string, Operation>>();
  for (const resource of resources) {
    const ofPath = operations.get(resource.path) ?? new Map<string, Operation>();
    operations.set(
      resource.path,
      ofPath.set(resource.method, new Operation(resource, dialect, known)),
    );
  }
  // Every request brings all of its configuration: there is nothing to fill in.
  const prism = createInstance(noDefaults, {
    logger,
    route: ({ input }) => E.right(Exchange.of(input).operation.resource),
    validateSecurity: ({ resource, element }) => {
      const checked = validateSecurity({ resource, element });
      return E.isLeft(checked) ? checked : E.right(element);
    },
    validateInput: ({ element }) => verdict(element, Exchange.of(element).found),
    mock: ({ input }) => {
      const exchange = Exchange.of(input.data);
      return () => exchange.operation.answer(exchange, input.validations);
    },
    validateOutput: ({ resource, element }) =>
      verdict(
        element,
        element instanceof Answer ? element.violations() : violationsOf(resource, element),
      ),
  });
  async function askPrism(exchange: Exchange, config: typeof unsecured): Promise<EngineResult> {
    const result = await prism.request(exchange, exchange.operation.alone, config)();
    if (E.isLeft(result)) return failed(result.left, exchange.chosen);
    const { output, validations } = result.right;
    return exchange.invalid ?? answered(exchange, output, validations.input, validations.output);
  }
  return {
    request(call) {
      const operation = operations.get(call.template)?.get(call.method);
      if (!operation) {
        throw new Error(`The document has no operation ${call.method} ${call.template}.`);
      }
      const preferences = preferencesOf(call);
      if (E.isLeft(preferences)) return failed(preferences.left, true);
      const exchange = new Exchange(call, operation, preferences.right);
      const isSecure = !call.checkSecurity || operation.hasKeys(exchange);
      const { state, chosen } = exchange;
      return isSecure && state && !chosen && exchange.found.length === 0
        ? answerAtOnce(exchange, state)
        : askPrism(exchange, isSecure ? unsecured : secured);
    },
    unrouted(method, path) {
      const segments = path.split('/');
      // Prism takes an empty segment for the value of a parameter; servers do not.
      const candidates = resources.filter((resource) => {
        const template = resource.path.split('/');
        return segments.every((segment, at) => segment !== '' || template[at] === '');
      });
      const input = { method: method.toLowerCase() as Input['method'], url: { path } };
      const routed = E.swap(prismRouter.default({ resources: candidates, input }));
      const error =
        candidates.length > 0 && E.isRight(routed) && routed.right instanceof ProblemJsonError
          ? routed.right
          : ProblemJsonError.fromTemplate(
              NO_PATH_MATCHED_ERROR,
              `The route ${path} hasn't been found in the specification file`,
            );
      return { status: error.status, title: error.message, detail: error.detail };
    },
  };
}
