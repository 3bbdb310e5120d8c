import { expect, test } from 'vitest';
import { seenIn } from '../../../contracts/checks/observations.ts';
import { answerDoubts } from '../../../contracts/run/doubt-answers.ts';

test('an answer to a doubt stands at the place of the exchange that shows it', () => {
  const contract = { doubts: [{ id: 'D1', question: 'Which?', switches: [] }] };
  const exchange = (url: string) => ({ note: '', request: { url } });
  const observations = [
    { doubt: 'D1', message: 'Seen nowhere.' },
    { doubt: 'D1', message: 'Seen at /a.', exchange: exchange('/a') },
    { doubt: 'D2', message: 'Another doubt.', exchange: exchange('/b') },
    { doubt: 'D1', message: 'Seen at /c.', exchange: exchange('/c') },
  ];
  const view = { exchange: ({ request }: ReturnType<typeof exchange>) => request.url };
  const [answer] = answerDoubts(
    contract as never,
    seenIn([], observations as never),
    [],
    view as never,
  );
  expect(answer).toMatchObject({
    answers: ['Seen at /a.', 'Seen at /c.', 'Seen nowhere.'],
    exchanges: ['/a', '/c'],
  });
});
