import { isRuledOut, notAcceptable, readableAccept } from './accept.ts';
import { type Engine, type EngineCall, refused } from './engine.ts';
import {
  copy,
  diagnosticsOf,
  type EngineRequest,
  type Invalid,
  isError,
  logger,
  type Preferences,
  PrismResponse,
  plain,
  violationsOf,
} from './exchange.ts';
import { E, type IHttpResponse, runCallback } from './library.ts';
import {
  challenge,
  fixed,
  notFound,
  securityKeys,
  statusOf,
  withoutBodies,
} from './operation-parts.ts';
import { adopt, RequestCheck } from './request-check.ts';
import { ResponseCheck } from './response-check.ts';
import type { ResponseMaker } from './response-maker.ts';
import type { Check, Diagnostics, SchemaCompiler } from './schema-check.ts';
import type { Resource } from './types.ts';

type Answered = E.Either<Error, IHttpResponse>;
type Checked = E.Either<Error, PrismResponse>;
/** What goes with a body that is made from what is stored. */
type Negotiated = E.Either<
  Error,
  Pick<PrismResponse, 'statusCode' | 'headers' | 'check'> & { readonly hasBody: boolean }
>;

const maxAccepts = 64;
const unchecked: Check = () => [];

/** What can be wrong with a request, by status, and the declared responses that can say so. */
const answerable = { 401: [401], 415: [415, 422, 400], 422: [422, 400] };

type Kind = keyof typeof answerable;
type Refusal = Pick<Invalid, 'status' | 'declared' | 'headers'>;

/** One operation, with what Prism would work out anew at each request worked out once. */
export class Operation {
  readonly resource: Resource;
  readonly alone: Resource[];
  readonly requests: RequestCheck;
  /** Headers whose presence is all that the operation's security asks for. */
  readonly #keys: string[] | undefined;
  readonly #make: ResponseMaker;
  readonly #callbacks: NonNullable<Resource['callbacks']>;
  /** Negotiates as the operation does, without making bodies. */
  readonly #bare: Resource;
  readonly #responses: ResponseCheck;
  readonly #negotiated = new Map<string, Negotiated>();
  readonly #refused = new Map<Kind, Refusal>();

  constructor(given: Resource, compiler: SchemaCompiler, make: ResponseMaker) {
    this.#make = make;
    const around = adopt(given, compiler);
    const { callbacks = [], ...resource } = given;
    this.resource = resource;
    this.alone = [resource];
    this.requests = new RequestCheck(resource, around);
    this.#keys = securityKeys(resource);
    this.#callbacks = callbacks;
    this.#bare = { ...resource, responses: resource.responses.map(withoutBodies) };
    this.#responses = new ResponseCheck(resource, around);
  }

  /** Tells whether the request carries the keys; `false` leaves the verdict to Prism. */
  hasKeys({ headers }: EngineRequest): boolean {
    return this.#keys?.every((name) => headers[name]) ?? false;
  }

  /** Answers in the place of Prism's mocker. */
  answer(exchange: EngineRequest, validations: Diagnostics): Checked {
    if (validations.some(isError)) return this.#refuse(exchange, validations);
    if (exchange.state && !exchange.chosen) return this.serve(exchange, exchange.state);
    const answer = exchange.chosen
      ? this.#choose(exchange)
      : this.#mock(exchange, exchange.preferences);
    return E.map(({ statusCode, headers, body }: IHttpResponse) => {
      const sent = plain(headers);
      return new PrismResponse(statusCode, sent, this.#responses.of(statusCode, sent), copy(body));
    })(answer);
  }

  /** Answers what `state` makes, as Prism negotiates it; without an acceptable answer, state is not asked. */
  serve(exchange: EngineRequest, state: NonNullable<EngineCall['state']>): Checked {
    const code = exchange.status?.();
    const negotiated = this.#negotiate(exchange, code);
    if (E.isLeft(negotiated)) return negotiated;
    const { statusCode, headers, check, hasBody } = negotiated.right;
    const body = state(() => this.#own(exchange, code));
    const sent = hasBody || body === refused ? body : undefined;
    return E.right(new PrismResponse(statusCode, headers, check, sent));
  }

  /** Makes the refusal that the document has for a status, if it is no problem details. */
  refusal(
    exchange: EngineRequest,
    status: number,
    explain: (body: unknown) => unknown,
  ): ReturnType<Engine['refusal']> {
    if (this.#responses.form(status) !== 'other') return undefined;
    const answer = this.#mock(exchange, fixed(status));
    if (E.isLeft(answer) || answer.right.statusCode !== status) return undefined;
    const headers = plain(answer.right.headers);
    const { contents = [] } = this.#responses.declared(status) ?? {};
    const isShown = contents.some(({ examples = [] }) => examples.length > 0);
    const explained = isShown ? answer.right.body : explain(copy(answer.right.body));
    const check = this.#responses.of(status, headers);
    const body = [explained, answer.right.body].find((one) => check(one).length === 0);
    if (body === undefined) return undefined;
    return { headers, body: copy(body), isExplained: !isShown && body === explained };
  }

  /** Sends the callbacks that the document declares, and does not wait for them. */
  callBack(request: EngineRequest, response: IHttpResponse): void {
    for (const callback of this.#callbacks) {
      const send = async () => runCallback({ callback, request, response })(logger)();
      send().catch(() => undefined);
    }
  }

  /** Asks Prism's own mocker. */
  #mock(
    { method, url, headers: { accept } }: EngineRequest,
    preferences: Preferences,
    resource = this.resource,
    validations: Diagnostics = [],
  ): Answered {
    const data = { method, url, headers: plain({ accept: readableAccept(accept) }) };
    try {
      const answer = this.#make(resource, { data, validations }, preferences);
      if (E.isLeft(answer) || method === 'head' || validations.some(isError)) return answer;
      const declared = this.#responses.declared(answer.right.statusCode);
      return isRuledOut(answer.right, declared) ? notAcceptable(accept) : answer;
    } catch (error) {
      return accept === undefined ? E.left(E.toError(error)) : notAcceptable(accept);
    }
  }

  #choose(exchange: EngineRequest): Answered {
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

  /** The body that Prism itself answers with. */
  #own(exchange: EngineRequest, code: number | undefined, ignoreExamples = false): unknown {
    const answer = this.#mock(exchange, { ...fixed(code), ignoreExamples });
    if (E.isLeft(answer)) return undefined;
    const { statusCode, headers, body } = answer.right;
    const isValid = this.#responses.of(statusCode, plain(headers))(body).length === 0;
    // An example that breaks its schema would spoil what is put into it.
    return isValid || ignoreExamples ? copy(body) : this.#own(exchange, code, true);
  }

  #negotiate(exchange: EngineRequest, code: number | undefined): Negotiated {
    const { accept = '' } = exchange.headers;
    const key = code === undefined ? accept : `${code} ${accept}`;
    const known = this.#negotiated.get(key);
    if (known) return known;
    const negotiated = E.chain((response: IHttpResponse) => this.#prepare(response))(
      this.#mock(exchange, fixed(code), this.#bare),
    );
    if (this.#negotiated.size >= maxAccepts) this.#negotiated.clear();
    this.#negotiated.set(key, negotiated);
    return negotiated;
  }

  #prepare({ statusCode, headers }: IHttpResponse): Negotiated {
    const sent = plain(headers);
    // What cannot be answered must change nothing.
    const bad = Object.keys(sent).find((name) => /[^\t\x20-\x7e\x80-\xff]/.test(sent[name] ?? ''));
    if (bad !== undefined) {
      return E.left(
        new Error(`The header ${bad} has a letter that no header can hold; use ASCII.`),
      );
    }
    const check = this.#responses.of(statusCode, sent);
    const { contents = [] } = this.#responses.declared(statusCode) ?? {};
    return E.right({ statusCode, headers: sent, check, hasBody: contents.length > 0 });
  }

  #refuse(exchange: EngineRequest, validations: Diagnostics): Checked {
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
    const isTold = declared === 'problem' && !answer;
    const violations =
      !isTold && this.#responses.declared(status) && violationsOf('request', validations);
    exchange.invalid = {
      kind: 'invalid',
      status,
      diagnostics: diagnosticsOf(validations.filter(isError)),
      declared: declared === 'other' && !answer ? 'none' : declared,
      headers: { ...headers, ...challenge(validations) },
      ...(answer && { answer }),
      ...(violations && { violations }),
    };
    return E.right(new PrismResponse(status, headers, unchecked));
  }

  #refusal(exchange: EngineRequest, kind: Kind, validations: Diagnostics): Refusal {
    const known = this.#refused.get(kind);
    if (known) return known;
    const response = this.#mock(exchange, fixed(), this.#bare, validations);
    let refusal: Refusal = { status: kind, declared: 'none', headers: {} };
    if (E.isRight(response)) {
      const { statusCode: status, headers } = response.right;
      const { 'content-type': _, ...others } = plain(headers);
      refusal = { status, declared: this.#responses.form(status), headers: others };
    }
    this.#refused.set(kind, refusal);
    return refusal;
  }
}
