import type { Doubt, SourceReference, StoredCondition, UniqueRule } from '../../../spec/index.ts';
import { formatPointer, pointerOf, valueAt } from '../../../spec/shared/json-pointer.ts';
import type { ContractView } from '../../control/contract-view.ts';
import type { Texts } from '../data/texts.ts';

type Node = Record<string, unknown>;

/** What a description is enriched from, and in which words. */
export type Annotated = Pick<
  ContractView,
  'document' | 'operations' | 'resources' | 'doubts' | 'pages' | 'silences'
> & { readonly words: Texts['documentation'] };

/**
 * A copy of the OpenAPI document whose descriptions say, as Markdown, what its `x-` words mean: the
 * rules, what may not be changed, what the documentation prints, and the doubts. Every renderer
 * shows descriptions; what it does with words of our own nobody knows.
 */
export function annotate(contract: Annotated): object {
  const document: Node = { ...structuredClone(contract.document) };
  const info = nodeIn(document, 'info');
  append(info, notesOf(document, contract));
  for (const operation of contract.operations.filter((one) => one.variantOf === undefined)) {
    const node = nodeIn(nodeIn(nodeIn(document, 'paths'), operation.path), operation.method);
    takeNotesOfAnswers(node, document);
    append(node, variantsOf(operation, contract));
    const resource = contract.resources.find(
      ({ collection }) => collection === operation.acts?.resource,
    );
    const { action = '' } = operation.acts ?? {};
    if (resource === undefined || !['add', 'edit', 'patch'].includes(action)) continue;
    append(node, rulesIn(resource.unique, contract));
    if (action !== 'add' && resource.immutable.length > 0) {
      append(node, contract.words.notChanged(resource.immutable.map(code).join(', ')));
    }
  }
  for (const [name, inner] of Object.entries(document)) {
    if (name !== 'info') visit(inner, contract);
  }
  return document;
}

// A renderer may show what is said of an answer within a button, in which there can be no links.
function takeNotesOfAnswers(operation: Node, document: Node): void {
  const answers = Object.values(nodeIn(operation, 'responses'))
    .filter(isNode)
    .map((one) => (typeof one.$ref === 'string' ? valueAt(document, pointerOf(one.$ref)) : one))
    .filter(isNode);
  const all = [operation, ...answers];
  const sources = all.flatMap((one) => [one['x-source'] ?? []].flat());
  const doubts = all.flatMap((one) => [one['x-doubt'] ?? []].flat());
  if (sources.length > 0) operation['x-source'] = sources;
  if (doubts.length > 0) operation['x-doubt'] = doubts;
}

// What an example holds is data, whatever its fields are called.
const data = new Set(['example', 'value', 'default', 'enum', 'const', 'x-unique', 'x-stored']);

function visit(value: unknown, contract: Annotated): void {
  if (Array.isArray(value)) for (const inner of value) visit(inner, contract);
  if (!isNode(value)) return;
  append(value, notesOf(value, contract));
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'responses' && isNode(inner)) {
      for (const answer of Object.values(inner)) {
        if (isNode(answer)) visit([answer.content, answer.headers], contract);
      }
    } else if (!data.has(name)) visit(inner, contract);
  }
}

function notesOf(node: Node, contract: Annotated): string {
  const written = Array.isArray(node['x-unique']) ? node['x-unique'].filter(isNode) : [];
  const known = contract.resources.flatMap(({ unique }) => unique);
  const rules = written.flatMap(({ name }) => known.find((rule) => rule.name === name) ?? []);
  const doubts = Array.isArray(node['x-doubt']) ? node['x-doubt'] : [];
  const sources = [node['x-source'] ?? []].flat().filter(isNode) as SourceReference[];
  return [
    rulesIn(rules, contract),
    ...wordsIn(node, contract),
    node['x-immutable'] === true ? contract.words.immutable : '',
    sources.map((source) => sourceNote(source, contract)).join('\n\n'),
    doubtsNote(
      contract.doubts.filter(({ id }) => doubts.includes(id)),
      contract,
    ),
  ]
    .filter((note) => note !== '')
    .join('\n\n');
}

// Each word with what it leads to; any of them may be missing.
function wordsIn(node: Node, { words }: Annotated): string[] {
  const { 'x-references': references, 'x-computed': computed, 'x-adds-to': addsTo } = node;
  const { to, by } = isNode(references) ? references : {};
  const named = isNode(to)
    ? Object.entries(to).map(([value, one]) => words.where(code(one), code(by), code(value)))
    : [code(to)];
  const stored = isNode(node['x-stored'])
    ? storedAs(node['x-stored'] as StoredCondition, words)
    : '';
  const template = isNode(computed) ? words.numberOf(code(computed.count)) : code(computed);
  return [
    to === undefined ? '' : words.references(named),
    computed === undefined ? '' : words.computed(template),
    addsTo === undefined ? '' : words.addsTo(code(addsTo)),
    stored === '' ? '' : words.onlyFor(stored),
  ];
}

function variantsOf({ id }: { readonly id: string }, contract: Annotated): string {
  const items = contract.operations
    .filter(({ variantOf }) => variantOf === id)
    .map(({ id, summary, stored = {}, source }) => {
      const printed = source === undefined ? '' : ` (${pageOf(source, contract)})`;
      const condition = contract.words.ifStored(storedAs(stored, contract.words));
      return `- ${code(id)}, ${condition}: ${summary}${printed}`;
    });
  return items.length === 0 ? '' : `**${contract.words.storedDecides}**\n\n${items.join('\n')}`;
}

function storedAs(stored: StoredCondition, { isOneOf, andIts }: Annotated['words']): string {
  return Object.entries(stored)
    .map(([name, values]) => isOneOf(code(name), [values].flat().map(code)))
    .join(andIts);
}

function rulesIn(rules: readonly UniqueRule[], contract: Annotated): string {
  if (rules.length === 0) return '';
  const { words } = contract;
  const items = rules.map(({ name, by, within, nulls, message, source }) => {
    const where =
      within === undefined
        ? ''
        : within === 'item'
          ? words.withinItem
          : words.within(codePointer(within));
    const distinct = nulls === 'distinct' ? words.nullsDistinct : '';
    const printed = source === undefined ? '' : ` (${pageOf(source, contract)})`;
    return `- ${code(name)}: ${words.uniqueBy(by.map(codePointer))}${where}${distinct}. “${message}”${printed}`;
  });
  return `**${words.unique}**\n\n${items.join('\n')}`;
}

function sourceNote(source: SourceReference, contract: Annotated): string {
  const page = contract.pages.find(({ id }) => id === source.page);
  if (page === undefined) {
    const silence = contract.silences.find(({ id }) => id === source.silence);
    return silence === undefined ? '' : `> **${contract.words.noPage}** ${silence.says}`;
  }
  const row = page.rows.find(({ name }) => name === source.row);
  const fact = page.facts.find(({ id }) => id === source.fact);
  const { words } = contract;
  const says =
    row === undefined
      ? (fact?.says ?? '')
      : `${words.row(code(row.name))} · ${row.type} · ${words.obligations[row.required]}: ${row.means}`;
  return `> **${words.printed}** ${pageOf(source, contract)}${says === '' ? '' : `: ${says}`}`;
}

function pageOf(source: SourceReference, contract: Annotated): string {
  const page = contract.pages.find(({ id }) => id === source.page);
  if (page === undefined) return '';
  const original = page.original.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `${page.title} (<span lang="ru">${original}</span>)`;
}

function doubtsNote(doubts: readonly Doubt[], { words }: Annotated): string {
  if (doubts.length === 0) return '';
  const items = doubts.map(
    ({ id, question, decision }) => `- [${id}](#/doubts/${id}) ${question} — ${decision}`,
  );
  // Many would bury what stands around them.
  if (doubts.length <= 2) return `**${words.doubts}:**\n\n${items.join('\n')}`;
  const ids = doubts.map(({ id }) => id).join(', ');
  return `<details><summary>${words.doubts} ${ids}</summary>\n\n${items.join('\n')}\n\n</details>`;
}

function append(node: Node, notes: string): void {
  if (notes === '') return;
  const description = typeof node.description === 'string' ? node.description.trimEnd() : '';
  node.description = description === '' ? notes : `${description}\n\n${notes}`;
}

function nodeIn(node: Node, name: string): Node {
  const inner = node[name];
  return isNode(inner) ? inner : {};
}

function code(text: unknown): string {
  return `\`${text}\``;
}

function codePointer(steps: readonly string[]): string {
  return code(formatPointer(steps));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
