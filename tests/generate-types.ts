/**
 * Writes the types that follow from the contract: openapi.types.ts by openapi-typescript, from another
 * document if one is named, and resources.types.ts, which says what it cannot: the items of each
 * collection, the uniqueness rules, the switches of the doubts, the variants of operations and the provider
 * states. With `--check` nothing is written,
 * and the exit code is 1 where a file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { parse } from 'yaml';
import { stateExamples } from '../contracts/authoring/state-examples.ts';
import {
  type Action,
  type Doubt,
  loadCatalogue,
  loadContract,
  ownContract,
  type ProviderState,
  type Resource,
} from '../spec/index.ts';

const check = process.argv.includes('--check');

const file = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const nodes = await openapiTS(readDocument(file ?? 'spec/openapi.yaml'), { silent: true });
write('spec/client/openapi.types.ts', `${COMMENT_HEADER}${astToString(nodes)}`);

const contract = await loadContract(ownContract);
const { resources, doubts, operations } = contract;
const catalogue = loadCatalogue(contract);
const text = `/**
 * This file was generated from the document by npm run types.
 * Do not make direct changes to the file.
 */
import type { components, paths } from './openapi.types.ts';

/** An item of each collection, as it is answered. */
export interface Items {
${resources.map((one) => `  '${one.collection}': ${itemOf(one)};`).join('\n')}
}

/** What each uniqueness rule forbids to have twice, and the identity of who has it. */
export interface Rules {
${resources.flatMap((one) => one.unique.map((rule) => ruleLines(one, rule))).join('\n')}
}

/** The switches of the doubts, with the values of each; the first is the default. */
export interface SwitchValues {
${doubts.flatMap(switchLines).join('\n')}
}

/** The values that each provider state of the pacts can lend. */
export interface StateValues {
${catalogue.states.map(stateLine).join('\n')}
}

/** The variants of operations, as openapi-typescript writes an operation. */
${await variantTypes()}`;
write('spec/client/resources.types.ts', text);

function write(file: string, generated: string): void {
  if (!check) writeFileSync(file, generated);
  else if (readFileSync(file, 'utf8') !== generated) {
    process.stderr.write(`${file} is stale; run npm run types and commit it.\n`);
    process.exitCode = 1;
  }
}

// The answer that shows most of an item.
function itemOf({ actions, responseProperties }: Resource): string {
  const order: readonly Action[] = ['read', 'edit', 'add', 'list'];
  const shown = (one: Action) => responseProperties[one]?.length ?? 0;
  const most = Math.max(...order.map(shown));
  const action = order.find((one) => most > 0 && shown(one) === most);
  const operation = action && actions[action];
  const answer = operation?.responses.find(({ status }) => status.startsWith('2'));
  const media = answer?.contents[0]?.mediaType;
  if (operation === undefined || answer === undefined || media === undefined) return 'object';
  const body = `paths['${operation.path}']['${operation.method}']['responses'][${answer.status}]['content']['${media}']`;
  return action === 'list' ? `${body}[number]` : body;
}

function ruleLines(
  { collection, identity }: Resource,
  { name, by, within, message }: Resource['unique'][number],
): string {
  const item = `Items['${collection}']`;
  const values = by.map((steps) => claimedType(item, steps));
  // A tuple would not do: openapi-fetch makes an array of it.
  const value = values.length === 1 ? values[0] : `(${values.join(' | ')})[]`;
  // Within one item the other claim has a place and no identity.
  const owner = within === 'item' ? 'string' : `${item}['${identity.name}']`;
  return `  /** ${message} */
  '${name}': { value: ${value}; owner: ${owner} };`;
}

function claimedType(item: string, steps: readonly string[]): string {
  return steps.reduce(
    (type, step) => `NonNullable<${type}${step === '*' ? '[number]' : `['${step}']`}>`,
    item,
  );
}

function switchLines({ question, switches }: Doubt): string[] {
  return switches.flatMap(({ key, default: usual, positions }) => {
    const names = [usual, ...Object.keys(positions).filter((value) => value !== usual)];
    const property = key.includes('.') ? `'${key}'` : key;
    return [
      `  /** ${question} */`,
      `  ${property}: ${names.map((name) => `'${name}'`).join(' | ')};`,
    ];
  });
}

function stateLine(state: ProviderState): string {
  const examples = Object.entries(stateExamples(contract, catalogue, state));
  const values = examples.map(([name, example]) => `${name}: ${typeof example}`);
  return `  '${state.says}': { ${values.join('; ')} };`;
}

// As operations of paths of their own, they are like any other for openapi-typescript.
async function variantTypes(): Promise<string> {
  const document = readDocument(contract.file);
  const paths = operations.flatMap(({ path, method, variants }) => {
    const { parameters, [method]: common } = document.paths[path];
    return variants.map(({ id }, i) => {
      const own = common['x-variants'][i];
      const responses = { ...common.responses, ...own.responses };
      return [`/${id}`, { parameters, [method]: { ...common, ...own, responses } }];
    });
  });
  const nodes = await openapiTS({ ...document, paths: Object.fromEntries(paths) });
  const [, body = '{}'] =
    /^export interface operations (\{$.*?^\})/ms.exec(astToString(nodes)) ?? [];
  return `export interface VariantOperations ${body}\n`;
}

function readDocument(path: string) {
  return parse(readFileSync(path, 'utf8'));
}
