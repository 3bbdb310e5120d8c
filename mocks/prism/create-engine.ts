import {
  type Engine,
  type EngineCall,
  type EngineResult,
  type PrismOptions,
  refused,
} from './engine.ts';
import { logger, PrismResponse, preferencesOf, violationsOf, wholeOfPrism } from './exchange.ts';
import {
  E,
  factory,
  type IHttpResponse,
  isNonEmpty,
  type PrismHttpComponents,
  ProblemJsonError,
  VIOLATIONS,
  validateSecurity,
} from './library.ts';
import { Operation } from './operation.ts';
import { readOperations } from './read-operations.ts';
import { PrismRequest } from './request.ts';
import { responseMaker } from './response-maker.ts';
import { type Diagnostics, SchemaCompiler } from './schema-check.ts';
import { withVariantPaths } from './variants.ts';

// Can be shared by requests: Prism's mocker, which writes into its configuration, never sees it.
const secured = wholeOfPrism;
const unsecured = { ...secured, checkSecurity: false };
const noDefaults = {} as typeof secured;
type Answer = Extract<EngineResult, { kind: 'answer' }>;

const draft2020 = 'https://json-schema.org/draft/2020-12/schema';

/**
 * Sets Prism up for an OpenAPI document, which stays as it is.
 *
 * @param isTolerant whether a schema that does not compile accepts everything
 * @param options how Prism makes responses
 * @throws Error naming operation and reason when one of its schemas does not compile
 */
export async function createEngine(
  document: object,
  isTolerant = false,
  options: PrismOptions = {},
): Promise<Engine> {
  const make = responseMaker(document, options);
  const { document: whole, variants } = withVariantPaths(document);
  const resources = readOperations(structuredClone(whole));
  const compiler = new SchemaCompiler(dialectOf(document), isTolerant);
  const operations = new Map<string, Map<string, Operation>>();
  for (const resource of resources) {
    const { template = resource.path, id } = variants.get(resource.path) ?? {};
    const ofPath = operations.get(template) ?? new Map<string, Operation>();
    const operation = new Operation({ ...resource, path: template }, compiler, make);
    operations.set(template, ofPath.set(keyOf(resource.method, id), operation));
  }
  const components: PrismHttpComponents = {
    logger,
    route: ({ input }) => E.right(PrismRequest.of(input).operation.resource),
    validateSecurity: ({ resource, element }) => {
      const checked = validateSecurity({ resource, element });
      return E.isLeft(checked) ? checked : E.right(element);
    },
    validateInput: ({ element }) => verdict(element, PrismRequest.of(element).found),
    mock: ({ input }) => {
      const exchange = PrismRequest.of(input.data);
      return () => exchange.operation.answer(exchange, input.validations);
    },
    validateOutput: ({ element }) => verdict(element, responseOf(element).violations()),
    forward: () => {
      throw new Error('A mock forwards nothing.');
    },
  };
  // Every request brings all of its configuration: there is nothing to fill in.
  const prism = factory(noDefaults, components);
  async function askPrism(exchange: PrismRequest, config: typeof unsecured): Promise<EngineResult> {
    const result = await prism.request(exchange, exchange.operation.alone, config)();
    if (E.isLeft(result)) return failed(result.left, exchange.chosen);
    const { output, validations } = result.right;
    const { invalid, state, chosen } = exchange;
    if (invalid) return invalid;
    const answer = answered(exchange, responseOf(output), validations.input, validations.output);
    return options.errors && (!state || chosen) ? withoutErrors(answer) : answer;
  }
  const operationOf = ({ method, template, variant }: EngineCall): Operation => {
    const operation = operations.get(template)?.get(keyOf(method, variant));
    if (operation) return operation;
    throw new Error(`The document has no operation ${method} ${template}.`);
  };
  return {
    refusal: (call, status, explain) => {
      const operation = operationOf(call);
      return operation.refusal(new PrismRequest(call, operation, {}), status, explain);
    },
    request(call) {
      const operation = operationOf(call);
      const preferences = preferencesOf(call);
      if (E.isLeft(preferences)) return failed(preferences.left, true);
      const exchange = new PrismRequest(call, operation, preferences.right);
      const isSecure = !call.checkSecurity || operation.hasKeys(exchange);
      const { state, chosen } = exchange;
      return isSecure && state && !chosen && exchange.found.length === 0
        ? answerAtOnce(exchange, state)
        : askPrism(exchange, isSecure ? unsecured : secured);
    },
  };
}

function keyOf(method: string, variant: string | undefined): string {
  return variant === undefined ? method : `${method} ${variant}`;
}

type State = NonNullable<EngineCall['state']>;

// The same steps as Prism takes, without the promises that it takes them in.
function answerAtOnce(exchange: PrismRequest, state: State): EngineResult {
  const answer = exchange.operation.serve(exchange, state);
  if (E.isLeft(answer)) return failed(answer.left, false);
  return answered(exchange, answer.right, [], answer.right.violations());
}

function answered(
  exchange: PrismRequest,
  output: PrismResponse,
  ofRequest: Diagnostics,
  ofResponse: Diagnostics,
): Answer {
  if (output.body !== refused) exchange.operation.callBack(exchange, output);
  return {
    kind: 'answer',
    status: output.statusCode,
    headers: { ...output.headers },
    body: output.body,
    chosen: exchange.chosen,
    violations: [...violationsOf('request', ofRequest), ...violationsOf('response', ofResponse)],
  };
}

/** Prism's error in the place of a response that breaks the document. */
function withoutErrors(answer: Answer): EngineResult {
  const validation = answer.violations.filter(
    ({ location, severity }) => location[0] === 'response' && severity === 'Error',
  );
  if (validation.length === 0) return answer;
  const detail =
    'Your request/response is not valid and the --errors flag is set, so Prism is generating this error for you.';
  const problem = ProblemJsonError.fromTemplate(VIOLATIONS, detail, { validation });
  return {
    ...answer,
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
    body: ProblemJsonError.toProblemJson(problem),
  };
}

function responseOf(output: IHttpResponse): PrismResponse {
  if (output instanceof PrismResponse) return output;
  throw new TypeError('Prism handed on another response than it was given.');
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
    detail: error.detail || error.message,
  };
}

function verdict<Element>(element: Element, found: Diagnostics) {
  return isNonEmpty(found) ? E.left(found) : E.right(element);
}

/** The dialect of JSON Schema to check a document under; Prism knows no other than draft-07 by itself. */
function dialectOf(document: object): string | undefined {
  const version = 'openapi' in document ? String(document.openapi) : '';
  const named = 'jsonSchemaDialect' in document ? String(document.jsonSchemaDialect) : '';
  if (!/^3\.[1-9]/.test(version)) return undefined;
  return named && !named.startsWith('https://spec.openapis.org/') ? named : draft2020;
}
