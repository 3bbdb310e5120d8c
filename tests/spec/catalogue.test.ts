import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allOperations,
  type Case,
  ContractDefect,
  isObject,
  loadCatalogue,
  loadContract,
  ownContract,
  parseName,
  type Step,
} from '../../spec/index.ts';

const contract = await loadContract(ownContract);
const { cases, promises, identifiers } = loadCatalogue(contract);
// The tables of the other pages describe answers.
const pages = contract.pages.filter(
  ({ operation, rows }) => /^(POST|PUT)$/.test(operation?.method ?? '') && rows.length > 0,
);
const rows = pages.flatMap((page) => page.rows.map((row) => ({ page: page.id, row })));
// Kinds of identifiers that are words, such as names of files.
const texts = new Set(
  identifiers.filter((one) => !/^[\d,-]*$/.test(one.default)).map(({ name }) => name),
);
// What has variants is called by these.
const operations = allOperations(contract).filter(({ variants }) => variants.length === 0);

/** The cases that cite a row of a page. */
function citing(page: string, row: string): Case[] {
  return cases.filter(({ source }) => source?.page === page && source.row === row);
}

/** Whether a case cites the example request of a page. */
function isRequestOf(page: string) {
  return ({ source }: Case) => source?.page === page && source.example === 'request';
}

function stepsOf(one: Case): Step[] {
  return [...one.given, one.request, ...one.then];
}

describe('the catalogue covers all that the pages print', () => {
  test.each(rows)('the row $row.name of $page has a case with a valid value', ({ page, row }) => {
    // Where a doubt leaves the form open, a provider must accept one of the forms.
    const isRight = ({ request, oneOf }: Case) =>
      request.expect.verifier === 'accepted' || oneOf !== undefined;
    const right = citing(page, row.name).filter(isRight);
    // Nothing is accepted without what is required, so the whole request tries that as well.
    const whole = row.required === 'yes' ? cases.filter(isRequestOf(page)).filter(isRight) : [];
    expect([...right, ...whole]).not.toEqual([]);
  });

  test.each(rows)('the row $row.name of $page has a case with a wrong value', ({ page, row }) => {
    const wrong = citing(page, row.name).filter(
      ({ request }) => request.expect.mock >= 400 && request.expect.verifier === 'refused',
    );
    expect(wrong).not.toEqual([]);
  });

  test.each(rows.filter(({ row }) => row.values))(
    'the row $row.name of $page has a case for each value',
    (one) => {
      const { page, row } = one;
      const about = [...citing(page, row.name), ...cases.filter(isRequestOf(page))];
      const tried = about.map(({ request }) =>
        // Pages print booleans as words.
        isObject(request.json) ? String(request.json[row.name]) : undefined,
      );
      expect(tried).toEqual(expect.arrayContaining([...(row.values ?? [])]));
    },
  );

  test.each(rows.filter(({ row }) => row.required === 'yes'))(
    'the row $row.name of $page has a case without it',
    ({ page, row }) => {
      const without = citing(page, row.name).filter(
        ({ request }) => isObject(request.json) && !(row.name in request.json),
      );
      expect(without).not.toEqual([]);
    },
  );

  const withRequest = pages.filter(({ examples }) => examples.request !== undefined);
  test.each(withRequest)('the example request of $id has a case', ({ id, examples }) => {
    const printed = Object.entries(examples.request as Record<string, unknown>);
    const same = cases.filter(isRequestOf(id)).filter(({ request: { json, expect: wanted } }) => {
      if (!isObject(json)) return false;
      const sent = new Map(
        Object.entries(json).map(([name, value]) => [name.replaceAll('_', ''), value]),
      );
      return (
        wanted.mock === 200 &&
        sent.size === printed.length &&
        printed.every(([name, value]) => isLike(sent.get(name.replaceAll('_', '')), value))
      );
    });
    expect(same).not.toEqual([]);
  });

  // Names stand for the printed identifiers.
  function isLike(sent: unknown, printed: unknown): boolean {
    const named = typeof sent === 'string' ? parseName(sent) : undefined;
    if (named) return /^\d+$/.test(String(printed)) || texts.has(named.kind);
    if (!Array.isArray(sent) || !Array.isArray(printed)) return sent === printed;
    return sent.length === printed.length && sent.every((one, i) => isLike(one, printed[i]));
  }
});

describe('the catalogue covers all that follows from the pages', () => {
  test('U1 to U13 and R1 to R7 are the first promises of the catalogue', () => {
    const ids = promises.map(({ id }) => id);
    const named = (letter: string, count: number) =>
      Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
    const first = [...named('U', 13), ...named('R', 7)];
    expect(ids.slice(0, first.length)).toEqual(first);
  });

  test.each(promises)('the promise $id has a case: $says', ({ id, checks }) => {
    const trying = cases.filter((one) => one.promises.includes(id)).map((one) => one.id);
    expect([...trying, ...checks]).not.toEqual([]);
  });

  test('the doubts without a case are those that no request can try', () => {
    const untried = {
      D4: 'PUT alone is sent: DELETE might delete the number',
      D7: 'seen in every accepted answer',
      D8: 'seen in every refusal',
      D9: 'seen in every answer with a list that has nothing in it',
      D15: 'seen in every accepted answer',
      D18: 'seen in every answer to a request with a password',
      D23: 'lists are compared as sets',
      D30: 'seen in every answer with a number',
      D31: 'seen in every answer with a number, a group or an employee',
      D32: 'seen in every answer with a number',
      D35: 'the path is sent without the slash',
      D37: 'seen in every answer with a group',
      D39: 'seen in the list of connectable numbers',
      D40: 'what is corrected is sent throughout',
      D43: 'seen in every answer with an employee',
      D45: 'the token is sent as it was given',
    };
    const named = new Set(cases.flatMap(({ doubt }) => doubt ?? []));
    const without = contract.doubts.map(({ id }) => id).filter((id) => !named.has(id));
    expect(without).toEqual(Object.keys(untried));
  });

  test.each(operations)('$id has cases without a token and with an unknown one', ({ id }) => {
    const tokens = cases
      .filter(({ request }) => request.operation.id === id)
      .filter(({ request }) => request.expect.verifier === 'refused')
      .map(({ request }) => request.account);
    expect(tokens).toEqual(expect.arrayContaining(['none', 'unknown']));
  });
});

describe('the catalogue does no harm', () => {
  test('the catalogue names only reserved numbers, groups, employees, files and phone numbers', () => {
    const literal = cases.flatMap((one) =>
      stepsOf(one).flatMap(({ json, path }) => {
        const body = isObject(json) ? json : {};
        const ids = [body.number_capacity_ids, body.employee_group_ids, body.employee_id];
        const files = [body.media_id, body.dialing_media_id, body.hold_media_id];
        return [...ids, ...files, body.id, body.number, path.id]
          .flat(2)
          .filter(
            (id) =>
              typeof id !== 'boolean' && Number(id) >= 1 && Number(id) < Number.MAX_SAFE_INTEGER,
          )
          .map((id) => `${one.id}: ${id}`);
      }),
    );
    expect(literal).toEqual([]);
  });

  test('a case deletes nothing that was lent but the number that cannot be deleted', () => {
    const deleting = cases.flatMap((one) =>
      stepsOf(one)
        .filter(({ operation, path }) => operation.method === 'delete' && path.id !== undefined)
        .filter(({ path }) => one.needs.has(parseName(String(path.id))?.kind ?? ''))
        .map(() => one),
    );
    expect(deleting.map(({ id }) => id)).toEqual(['number-delete-city']);
    expect(deleting[0]?.request.expect).toEqual({ mock: 409, verifier: 'refused' });
  });

  test('a case needs few identifiers, a long list at most forty, or is open', () => {
    const needing = (count: number) =>
      cases.filter(({ needs }) => [...needs.values()].some((need) => need > count));
    // Open cases are skipped if there are fewer.
    const long = needing(40).filter(({ request }) => request.expect.verifier !== 'open');
    expect(long.map(({ id }) => id)).toEqual([]);
    expect(needing(4).length).toBeLessThanOrEqual(6);
  });

  test('an edit has the port only in the cases about it', () => {
    const ports = cases.filter((one) =>
      stepsOf(one).some(
        ({ operation, json }) =>
          operation.id === 'editSipNumber' && isObject(json) && 'server_port' in json,
      ),
    );
    expect(ports.filter(({ source }) => source?.row !== 'server_port')).toEqual([
      expect.objectContaining({ id: 'sip-port-integer', oneOf: 'port-form' }),
    ]);
  });

  test('a word of one-of is shared by several cases, all of them open', () => {
    const words = new Set(cases.flatMap(({ oneOf }) => oneOf ?? []));
    for (const word of words) {
      const alike = cases.filter(({ oneOf }) => oneOf === word);
      expect(alike.length, word).toBeGreaterThan(1);
      expect(alike.map(({ request }) => request.expect.verifier)).toEqual(alike.map(() => 'open'));
    }
  });
});

const valid = `requests:
  add:
    operation: addPersonalMelody
    body: { number_capacity_ids: ["{number.1}"], source_type: system, media_id: "{media.1}" }
promises:
  - { id: U1, says: Adding a rule that names a claimed number is refused. }
cases:
  - id: taken
    says: A rule that names a number of another rule is refused.
    promises: [U1]
    source: { page: add-personal-melody, row: number_capacity_ids }
    given:
      - { like: add, as: rule.1 }
    request: { like: add }
    expect: { mock: 409, verifier: refused }
  - id: empty
    says: A rule whose list is empty names nothing.
    doubt: D11
    request: { like: add, body: { number_capacity_ids: [] } }
    expect: { mock: 422, verifier: open }
    observed: { accepted: It is accepted., refused: It is refused. }
    then:
      - { like: add, expect: { mock: 200, verifier: accepted } }
`;

interface Given {
  readonly defect: string;
  /** A text of the valid catalogue, and its replacement. */
  readonly old: string;
  readonly now: string;
  /** Text of the line that the message must name. */
  readonly line: string;
  readonly want: RegExp;
}

const defects: Given[] = [
  {
    defect: 'an unknown operation',
    old: '- { like: add, as: rule.1 }',
    now: '- { operation: addMelody, as: rule.1 }',
    line: 'addMelody',
    want: /there is no "addMelody"; name one of listPersonalMelodies, addPersonalMelody, /,
  },
  {
    defect: 'a step without an operation',
    old: 'request: { like: add }',
    now: 'request: { json: {} }',
    line: 'request: { json: {} }',
    want: /this step has no operation; name one of /,
  },
  {
    defect: 'an unknown request',
    old: 'request: { like: add }',
    now: 'request: { like: added }',
    line: 'like: added',
    want: /there is no request "added"; name one of add\./,
  },
  {
    defect: 'the name of an unknown kind',
    old: 'body: { number_capacity_ids: [] }',
    now: 'body: { media_id: "{thing.1}" }',
    line: '{thing.1}',
    want: /\{thing\.1\} stands for nothing here; use number\.1, group\.1, media\.1, sip\.1, .*, or create it in an earlier step/,
  },
  {
    defect: 'the name of an item that a later step creates',
    old: '- { like: add, as: rule.1 }',
    now: '- { like: add, body: { media_id: "{rule.1}" }, as: rule.1 }',
    line: '{rule.1}',
    want: /\{rule\.1\} stands for nothing here/,
  },
  {
    defect: 'a doubt that does not exist',
    old: 'doubt: D11',
    now: 'doubt: D99',
    line: 'doubt: D99',
    want: /case "empty" names doubt D99, which does not exist; name one of doubts\.yaml/,
  },
  {
    defect: 'an open case without its observations',
    old: '    observed: { accepted: It is accepted., refused: It is refused. }\n',
    now: '',
    line: '- id: empty',
    want: /case "empty" is open and lacks "observed"; name the doubt, and what to report in either case/,
  },
  {
    defect: 'an open case without its doubt',
    old: '    doubt: D11\n',
    now: '',
    line: '- id: empty',
    want: /case "empty" is open and lacks "doubt"; name the doubt/,
  },
  {
    defect: 'two cases of one id',
    old: 'id: empty',
    now: 'id: taken # again',
    line: '# again',
    want: /there are two cases "taken"; give each its own id/,
  },
  {
    defect: 'an unknown promise',
    old: 'promises: [U1]',
    now: 'promises: [U14]',
    line: 'U14',
    want: /case "taken" names "U14", which is not a promise; name one of the promises, or add it/,
  },
  {
    defect: 'a source that leads nowhere',
    old: 'row: number_capacity_ids }',
    now: 'row: numbers }',
    line: 'row: numbers',
    want: /the source of case "taken" leads nowhere, page "add-personal-melody" has no row "numbers"; correct it, or add what it names to the sources/,
  },
  {
    defect: 'an unknown word',
    old: 'doubt: D11',
    now: 'doubts: D11',
    line: '- id: empty',
    want: /\/cases\/1 has an unknown "doubts"; correct it/,
  },
  {
    defect: 'a later request without an expectation',
    old: '- { like: add, expect: { mock: 200, verifier: accepted } }',
    now: '- { like: add }',
    line: '- { like: add }',
    want: /must have required property 'expect'/,
  },
  {
    defect: 'a verdict that the verifier does not have',
    old: 'verifier: refused',
    now: 'verifier: refuse',
    line: 'verifier: refuse }',
    want: /verifier must be one of accepted, refused, open; correct it/,
  },
];

describe('a defective catalogue', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    const source = dirname(ownContract);
    for (const name of readdirSync(source).filter((one) => one.endsWith('.yaml'))) {
      cpSync(join(source, name), join(folder, name));
    }
    // The provider states need requests that this small catalogue lacks.
    const document = readFileSync(ownContract, 'utf8').replace(/^ {2}states: .*\n/m, '');
    writeFileSync(join(folder, 'openapi.yaml'), document);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function load(text: string) {
    writeFileSync(join(folder, 'cases.yaml'), text);
    return loadCatalogue(await loadContract(join(folder, 'openapi.yaml')));
  }

  test('the catalogue without a defect is loaded', async () => {
    const catalogue = await load(valid);
    expect(catalogue.cases.map(({ id }) => id)).toEqual(['taken', 'empty']);
    expect(catalogue.cases[0]?.needs).toEqual(
      new Map([
        ['number', 1],
        ['media', 1],
      ]),
    );
  });

  test.each(defects)(
    'the catalogue is refused with file, line and remedy: $defect',
    async ({ old, now, line, want }) => {
      expect(valid).toContain(old);
      const defective = valid.replace(old, () => now);
      const error: unknown = await load(defective).catch((e) => e);
      expect(error).toBeInstanceOf(ContractDefect);
      const { message } = error as ContractDefect;
      expect(message).toMatch(want);
      expect(message).not.toMatch(/\n|undefined|\[object/);
      const number = defective.split('\n').findIndex((text) => text.includes(line)) + 1;
      expect(message).toContain(`cases.yaml:${number}:`);
    },
  );
});
