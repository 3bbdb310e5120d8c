import { describe, expect, test } from 'vitest';
import { quoteSource } from '../../../contracts/report/quoted-source.ts';
import { loadContract, ownContract } from '../../../spec/index.ts';

const contract = await loadContract(ownContract);
const page = 'add-personal-melody';

describe('a result quotes the documentation', () => {
  test.each([
    {
      says: 'with the whole row',
      source: { page, row: 'source_type' },
      want: 'String; required; allowed: client, system. Where the melody comes from, the client or the system.',
    },
    {
      says: 'with what is required instead',
      source: { page, row: 'number_capacity_ids' },
      want: /^Array; one of number_capacity_ids, employee_group_ids is required; allowed: integers\. The ids/,
    },
  ])('$says', ({ source, want }) => {
    const { title, quote } = quoteSource(contract, source);
    expect(title).toBe('Add a personal melody');
    expect(quote).toEqual(typeof want === 'string' ? want : expect.stringMatching(want));
  });

  test('with a fact, and with what no page says', () => {
    const told = contract.pages.find(({ facts }) => facts.length > 0);
    const [fact] = told?.facts ?? [];
    const [silence] = contract.silences;
    expect(quoteSource(contract, { page: told?.id, fact: fact?.id }).quote).toBe(fact?.says);
    expect(quoteSource(contract, { silence: silence?.id }).quote).toBe(silence?.says);
  });

  test('with the address of the page, if it has one', () => {
    const url = 'https://docs.test/add';
    const pages = contract.pages.map((one) => (one.id === page ? { ...one, url } : one));
    expect(quoteSource({ ...contract, pages }, { page }).url).toBe(url);
    expect(quoteSource(contract, { page })).not.toHaveProperty('url');
  });
});
