import { describe, expect, test } from 'vitest';
import {
  type Contract,
  type Doubt,
  isObject,
  type JsonObject,
  loadContract,
  type Operation,
  ownContract,
  type Page,
  type Row,
} from '../../spec/index.ts';

const contract = await loadContract(ownContract);
const operations = contract.operations.flatMap((one) => [...one.variants, one]);
// Only these tables have a column that says what is required.
const pages = contract.pages.filter(
  ({ operation, rows }) => /^(POST|PUT)$/.test(operation?.method ?? '') && rows.length > 0,
);
const rows = pages.flatMap((page) => page.rows.map((row) => ({ page, row })));

/** The operation that a page documents; where several pages have its method and path, its variant. */
function operationOf(page: Page): Operation {
  const { method, path } = page.operation ?? { method: '', path: '' };
  const same = operations.filter((one) => one.method === method.toLowerCase() && one.path === path);
  const found = same.find((one) => one.source?.page === page.id) ?? same[0];
  if (found === undefined) throw new Error(`${page.id} has no operation in the document`);
  return found;
}

function bodySchema(operation: Operation): JsonObject {
  return operation.request?.contents[0]?.schema ?? {};
}

function sourcesOf(schema: JsonObject): JsonObject[] {
  return [schema['x-source'] ?? []].flat() as JsonObject[];
}

/** The property that a row became, by its x-source. */
function propertyOf(page: Page, row: Row): { name: string; schema: JsonObject } | undefined {
  const { properties } = bodySchema(operationOf(page));
  for (const [name, schema] of Object.entries(isObject(properties) ? properties : {})) {
    if (!isObject(schema)) continue;
    if (sourcesOf(schema).some((one) => one.page === page.id && one.row === row.name)) {
      return { name, schema };
    }
  }
  return undefined;
}

/** The doubts that both stand on a property and have the row, or a fact that it cites, as evidence. */
function doubtsAbout(page: Page, schema: JsonObject): Doubt[] {
  const named = Array.isArray(schema['x-doubt']) ? schema['x-doubt'] : [];
  const cited = sourcesOf(schema).filter((one) => one.page === page.id);
  return contract.doubts.filter(
    (doubt) =>
      named.includes(doubt.id) &&
      doubt.evidence.some((one) =>
        cited.some(
          ({ page, row, fact }) => one.page === page && one.row === row && one.fact === fact,
        ),
      ),
  );
}

/** Everything in a document that carries one of two words, with what it carries. */
function carriers(node: unknown, found: JsonObject[] = []): JsonObject[] {
  if (typeof node !== 'object' || node === null) return found;
  if ('x-source' in node || 'x-doubt' in node) found.push(node as JsonObject);
  for (const child of Object.values(node)) carriers(child, found);
  return found;
}

describe.each(rows)('the row $row.name of $page.id', ({ page, row }) => {
  const property = propertyOf(page, row);
  const what = `the row ${row.name} of ${page.id}`;

  test(`${what} is a property of the same name`, () => {
    expect(property?.name).toBe(row.name);
  });

  test(`${what} has the printed type, or a doubt explains the difference`, () => {
    const schema = property?.schema ?? {};
    const same = schema.type === row.type.toLowerCase();
    expect(same || doubtsAbout(page, schema).length > 0).toBe(true);
  });

  test(`${what} is required as printed, or a doubt explains the difference`, () => {
    const schema = bodySchema(operationOf(page));
    const required = schema.required as string[];
    const same = required.includes(row.name) === (row.required === 'yes');
    expect(same || doubtsAbout(page, property?.schema ?? {}).length > 0).toBe(true);
    // What cites a fact is required on a condition, and no choice.
    const choices = ((schema.anyOf ?? []) as { required?: string[]; 'x-source'?: unknown }[])
      .filter((one) => one['x-source'] === undefined)
      .flatMap((one) => one.required ?? []);
    if (row.required === 'one-of') expect(choices).toEqual(row['one-of']);
    expect(choices.includes(row.name)).toBe(row.required === 'one-of');
  });

  test(`${what} allows the printed values, or a doubt explains the difference`, () => {
    const schema = property?.schema ?? {};
    const items = isObject(schema.items) ? schema.items : {};
    const allowed = {
      integers: () => items.type === 'integer',
      integer: () => schema.type === 'integer' && schema.enum === undefined,
      'positive-integer': () => schema.type === 'integer' && schema.minimum === 1,
      values: () =>
        schema.type === 'boolean'
          ? row.values?.every((one) => ['true', 'false'].includes(one))
          : JSON.stringify(schema.enum) === JSON.stringify(row.values),
      anything: () => schema.enum === undefined && schema.const === undefined,
    };
    expect(allowed[row.allowed]() || doubtsAbout(page, schema).length > 0).toBe(true);
  });
});

describe('the printed examples', () => {
  const squash = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(squash);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name.replaceAll('_', ''), squash(part)]),
    );
  };
  const examples = contract.pages.flatMap((page) =>
    Object.entries(page.examples).map(([which, value]) => ({ page, which, value })),
  );
  const documented = operations.flatMap((operation) => [
    ...(operation.request?.contents ?? []).flatMap((content) => content.examples),
    ...operation.responses.flatMap((one) => one.contents).flatMap((content) => content.examples),
  ]);

  test.each(examples)('$which of $page.id is in the document', ({ page, which, value }) => {
    const found = documented.find(
      (one) => one.source?.page === page.id && one.source.example === which,
    );
    expect(found).toBeDefined();
    const spelled = JSON.stringify(found?.value) === JSON.stringify(value);
    const doubted = contract.doubts.some(
      (doubt) =>
        doubt.mock.refuses.includes('squashed-name') &&
        doubt.evidence.some((one) => one.page === page.id),
    );
    // Otherwise the names alone may differ, as the doubt about squashed names decides.
    if (!spelled) expect(doubted).toBe(true);
    expect(JSON.stringify(squash(found?.value))).toBe(JSON.stringify(squash(value)));
  });
});

describe('what the document uses', () => {
  const carrying = carriers(contract.document);
  const sources = carrying
    .flatMap((one) => [one['x-source'] ?? []].flat())
    .concat(contract.resources.flatMap((one) => one.unique.map((rule) => rule.source)))
    .concat(contract.doubts.flatMap((doubt) => doubt.evidence)) as JsonObject[];
  const cites = (wanted: JsonObject) =>
    sources.some((one) => Object.entries(wanted).every(([key, value]) => one[key] === value));

  test.each(
    contract.pages.flatMap((page) => page.rows.map((row) => ({ page: page.id, row: row.name }))),
  )('the document uses the row $row of $page', (wanted) => expect(cites(wanted)).toBe(true));

  test.each(
    contract.pages.flatMap((page) => page.facts.map((fact) => ({ page: page.id, fact: fact.id }))),
  )('the document uses the fact $fact of $page', (wanted) => expect(cites(wanted)).toBe(true));

  test.each(contract.silences.map((one) => ({ silence: one.id })))(
    'the document uses the silence $silence',
    (wanted) => expect(cites(wanted)).toBe(true),
  );

  test.each(contract.doubts.map((doubt) => doubt.id))('the document names the doubt %s', (id) => {
    const named = carrying.flatMap((one) => [one['x-doubt'] ?? []].flat());
    expect(named).toContain(id);
  });

  test('every property of every schema has a source or a doubt, its own or that of its schema', () => {
    expect(untraced(contract)).toEqual([]);
  });
});

function untraced({ document }: Contract): string[] {
  const lost: string[] = [];
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    visit(schema, name, false);
  }
  for (const operation of operations) {
    visit(operation.definition, operation.id, operation.source !== undefined);
  }
  return lost;

  function visit(node: unknown, at: string, traced: boolean): void {
    if (!isObject(node)) return;
    const here = traced || 'x-source' in node || 'x-doubt' in node;
    for (const [key, child] of Object.entries(node)) {
      if (key === 'properties' && isObject(child)) {
        for (const [name, one] of Object.entries(child)) {
          const own = isObject(one) && ('x-source' in one || 'x-doubt' in one);
          if (!here && !own) lost.push(`${at}.${name}`);
          visit(one, `${at}.${name}`, here || own);
        }
      } else visit(child, at, here);
    }
  }
}

test('the facts of an operation are those of its page', () => {
  for (const page of pages) expect(operationOf(page).source?.page).toBe(page.id);
});
