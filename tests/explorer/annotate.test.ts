import { describe, expect, test } from 'vitest';
import { contractView } from '../../mocks/control/contract-view.ts';
import { annotate } from '../../mocks/explorer/documentation/annotate.ts';
import { english } from '../../mocks/explorer/texts/english.ts';
import { formatPointer, loadContract, ownContract, valueAt } from '../../spec/index.ts';

const contract = contractView(await loadContract(ownContract), undefined);
const before = structuredClone(contract.document);
const words = english.documentation;
const document = annotate({ ...contract, words });

function at(root: unknown, steps: string[]): unknown {
  return valueAt(root, formatPointer(steps));
}

/** The description at a place of the document. */
function describedAt(...steps: string[]): string {
  return String(Reflect.get(at(document, steps) as object, 'description'));
}

describe('the annotated document', () => {
  test('the annotated document is a copy', () => {
    expect(contract.document).toEqual(before);
  });

  test('the annotated document states the rules of a resource, also at its add and edit operations', () => {
    const rule =
      '`one-rule-per-number`: unique by `/number_capacity_ids/*`. “Number {value} already';
    expect(describedAt('components', 'schemas', 'MelodyRule')).toContain(rule);
    expect(describedAt('paths', '/melodies/personal', 'post')).toContain(rule);
    expect(describedAt('paths', '/melodies/personal/{id}', 'put')).toContain(rule);
    expect(describedAt('paths', '/melodies/personal', 'get')).not.toContain(rule);
  });

  test('the annotated document quotes the documentation, with the original title', () => {
    const property = [
      'components',
      'schemas',
      'NewRuleForNumbers',
      'properties',
      'number_capacity_ids',
    ];
    const said = describedAt(...property);
    expect(said).toMatch(/^Ids of the virtual numbers .*\n\n> \*\*Printed:\*\* /);
    expect(said).toContain('(<span lang="ru">Добавить персональную мелодию</span>)');
    expect(said).toContain('row `number_capacity_ids` · Array · one of several is required: ');
    expect(describedAt('info')).toContain('> **No page says it:** ');
  });

  test('the annotated document states doubts with question, decision and link', () => {
    const said = describedAt('components', 'schemas', 'Id');
    expect(said).toContain('- [D22](#/doubts/D22) What is the lowest id? — Ids are 1 and up.');
  });

  test('the annotated document folds a long list of doubts, with the ids visible', () => {
    const property = [
      'components',
      'schemas',
      'NewRuleForNumbers',
      'properties',
      'number_capacity_ids',
    ];
    expect(describedAt(...property)).toContain('<details><summary>Doubts D1, D11, D12');
  });

  test('the annotated document moves notes of responses, which cannot contain links, to the operation', () => {
    const get = ['paths', '/melodies/personal', 'get'];
    expect(describedAt(...get)).toContain('[D7](#/doubts/D7)');
    expect(describedAt(...get, 'responses', '200')).toBe('All rules of the account.');
  });

  test('the annotated document leaves examples unchanged', () => {
    const post = ['paths', '/melodies/personal', 'post', 'requestBody', 'content'];
    const example = [...post, 'application/json', 'examples', 'documented', 'value'];
    expect(at(document, example)).toEqual(at(contract.document, example));
  });

  test('the annotated document states the limit of a rule, and immutable fields', () => {
    const rule = { name: 'seat', nulls: 'distinct', message: 'Taken' } as const;
    const schema = {
      'x-immutable': true,
      'x-unique': [{ ...rule, by: ['/a', '/b'], within: '/c' }],
    };
    const unique = [{ ...rule, by: [['a'], ['b']], within: ['c'], source: undefined, pointer: '' }];
    const resources = contract.resources.map((one) => ({ ...one, unique }));
    const openapi = structuredClone(contract.document);
    Reflect.set(openapi.components?.schemas ?? {}, 'Thing', schema);
    const other = annotate({ ...contract, words, resources, document: openapi });
    const { description } = at(other, ['components', 'schemas', 'Thing']) as typeof schema & {
      description: string;
    };
    expect(description).toBe(
      '**Unique:**\n\n- `seat`: unique by `/a` and `/b`, among those with the same `/c`; a null makes it distinct from all others. “Taken”\n\n**Immutable:** an edit may repeat it but not change it.',
    );
  });
});
