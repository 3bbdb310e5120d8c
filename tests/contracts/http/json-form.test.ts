import { expect, test } from 'vitest';
import { accusations, type Changes, verifyBehind } from './gateway.ts';

/** The notes on responses; others tell what the provider lacks. */
function ofJson(notes: readonly string[]): string[] {
  return notes.filter((note) => note.startsWith('The response'));
}

test('a byte order mark and repeated names accuse nobody, and are noted once each', async () => {
  const response: Changes['response'] = (sent) => ({
    ...sent,
    body: `\ufeff${sent.body.replaceAll('{"', '{"id":1,"media_id":"{\\"id\\":2}","')}`,
  });
  const { report } = await verifyBehind({ response });
  expect(accusations(report)).toEqual({ verdict: 'kept', results: [] });
  expect(ofJson(report.notes)).toEqual([
    'The response to GET /melodies/personal begins with a byte order mark, as others may.',
    'The response to GET /melodies/personal has "media_id" twice in one object; the last one counts.',
    'The response to DELETE /melodies/personal/{id} has "id" twice in one object; the last one counts.',
  ]);
});

test('an ordinary provider gets no notes on its JSON', async () => {
  const { report } = await verifyBehind({}, { checks: ['delete', 'number-taken-on-add'] });
  expect(ofJson(report.notes)).toEqual([]);
});
