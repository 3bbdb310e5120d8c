import { expect, test } from 'vitest';
import { LiveItems } from '../../contracts/provider/live-items.ts';

function withItem(): LiveItems {
  const live = new LiveItems();
  live.add('5');
  return live;
}

test('an identity is free from the moment its deletion is sent', () => {
  const live = withItem();
  live.startDeletion('5');
  expect(live.has('5')).toBe(false);
  live.add('5');
  live.endDeletion('5', false);
  expect(live.has('5')).toBe(true);
});

test('an identity whose deletion was refused is taken again', () => {
  const live = withItem();
  live.startDeletion('5');
  live.endDeletion('5', true);
  expect(live.has('5')).toBe(true);
});

test.each([
  ['the first', [false, true]],
  ['the second', [true, false]],
])('of two deletions at once %s may be the one that took effect', (_, kept) => {
  const live = withItem();
  live.startDeletion('5');
  live.startDeletion('5');
  for (const isKept of kept) {
    live.endDeletion('5', isKept);
    expect(live.has('5')).toBe(false);
  }
});
