import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import {
  type Case,
  isObject,
  loadCatalogue,
  loadContract,
  ownContract,
  parseName,
  type Step,
  type StepAccount,
} from '../../spec/index.ts';

const { cases } = loadCatalogue(await loadContract(ownContract));

/** What is lent: the first identifier of each kind. */
const lent: Readonly<Record<string, number>> = { number: 1000, group: 2000, media: 50, sip: 608 };

/** Whose tokens nobody issued; to the mock each is an account of its own. */
const strangers: readonly (StepAccount | undefined)[] = [
  'unknown',
  'longer',
  'shorter',
  'other-case',
];

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

/** One run of one case, in an account that nobody else uses. */
class Run {
  readonly #case: Case;
  readonly #made = new Map<string, unknown>();

  constructor(one: Case) {
    this.#case = one;
  }

  /** Sends a step; answers the status, and the body in words. */
  async send(step: Step): Promise<{ status: number; answer: string }> {
    const path = this.#resolve(step.path) as Record<string, unknown>;
    const payload =
      step.json === undefined
        ? step.text?.replaceAll(/\{[a-z]+\.\d+\}/g, (name) => String(this.#named(name)[0]))
        : JSON.stringify(this.#resolve(step.json));
    const token = this.#token(step.account);
    const type = step.type === undefined ? 'application/json; charset=UTF-8' : step.type;
    const answer = await mock.inject({
      method: step.operation.method.toUpperCase() as 'PUT',
      url: step.operation.path.replaceAll(/\{(.+?)\}/g, (_, name: string) => String(path[name])),
      headers: {
        ...(token === undefined ? {} : { authorization: token }),
        ...(step.accept === undefined ? {} : { accept: step.accept }),
        ...(payload === undefined || type === null ? {} : { 'content-type': type }),
      },
      ...(payload === undefined ? {} : { payload }),
    });
    if (step.as !== undefined && answer.statusCode < 300) {
      this.#made.set(step.as, (JSON.parse(answer.payload) as { id: unknown }).id);
    }
    return { status: answer.statusCode, answer: answer.payload };
  }

  #token(account: StepAccount | undefined): string | undefined {
    const own = `the account of ${this.#case.id}`;
    if (account === 'none') return undefined;
    if (account === 'empty') return '';
    if (account === 'longer') return `${own}0`;
    if (account === 'shorter') return own.slice(0, -1);
    if (account === 'other-case') return own.toUpperCase();
    return account === undefined ? own : `${account}, not ${own}`;
  }

  #resolve(value: unknown): unknown {
    if (typeof value === 'string') return this.#named(value)[0];
    if (Array.isArray(value)) {
      return value.flatMap((one) =>
        typeof one === 'string' ? this.#named(one) : [this.#resolve(one)],
      );
    }
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, this.#resolve(part)]),
    );
  }

  /** What a text stands for: itself, an identifier, or several. */
  #named(text: string): unknown[] {
    const name = parseName(text);
    if (name === undefined) return [text];
    return Array.from({ length: name.last - name.first + 1 }, (_, i) => {
      const at = name.first + i;
      const first = lent[name.kind];
      const id = first === undefined ? this.#made.get(`${name.kind}.${at}`) : first + at - 1;
      if (id === undefined) throw new Error(`nothing was made that is called ${text}`);
      return name.text ? String(id) : id;
    });
  }
}

describe('the mock answers each case of the catalogue as the catalogue says', () => {
  test.each(cases)('$id: $says', async (one) => {
    const run = new Run(one);
    for (const step of one.given) {
      const { status, answer } = await run.send(step);
      expect(status, `given, ${answer}`).toBe(200);
    }
    const { status, answer } = await run.send(one.request);
    expect(status, answer).toBe(one.request.expect.mock);
    const said = status < 300 ? 'accepted' : 'refused';
    for (const [i, step] of one.then.entries()) {
      if (step.when !== undefined && step.when !== said) continue;
      const after = await run.send(step);
      expect(after.status, `then ${i + 1}, ${after.answer}`).toBe(step.expect.mock);
    }
  });
});

test('the mock accepts what must be accepted, and refuses what must be refused', () => {
  const lax = cases.flatMap((one) =>
    [one.request, ...one.then].flatMap(({ account, expect: { mock, verifier } }, i) => {
      const right =
        verifier === 'open' ||
        (verifier === 'accepted' ? mock === 200 : mock >= 400 || strangers.includes(account));
      return right ? [] : [i === 0 ? one.id : `${one.id}, then ${i}`];
    }),
  );
  expect(lax).toEqual([]);
});
