import type { Answer, Desk, DeskClient } from './desk-client.ts';

/** What a request would make of the desks of a worker, if it is carried out. */
type Effect = (desks: Map<number, string>) => void;

/** Where the state of an account went: what each number of a state held, for undo. */
type States = Map<number, ReadonlyMap<number, string>>;

/**
 * Changes the desks of an account, one request after another, and knows what has to be there: each desk that
 * it adds or edits gets a name of its own, and is changed by no other worker.
 */
export class DeskWorker {
  readonly #client: DeskClient;
  readonly #name: string;
  readonly #random: () => number;
  /** Whether the account is its own, so that it can undo. */
  readonly #isAlone: boolean;
  /** By id: the name that the last answer with success gave. */
  desks = new Map<number, string>();
  readonly #states: States = new Map([[0, new Map()]]);
  #version = 0;
  /** How many requests were refused. */
  refused = 0;
  /** What the request without an answer may have done. */
  doubt: { readonly effect: Effect; readonly name: string | undefined } | undefined;
  /** Ids that were given, those of desks that are gone, too. */
  readonly given: number[] = [];
  #count = 0;

  constructor(client: DeskClient, name: string, random: () => number, isAlone: boolean) {
    this.#client = client;
    this.#name = name;
    this.#random = random;
    this.#isAlone = isAlone;
  }

  /** Works until a request has no answer, or one that says nothing of the outcome, or `isOver`. */
  async work(answered: (answer: Answer) => void, isOver = () => false): Promise<void> {
    while (!isOver()) {
      const answer = await this.#step();
      if (answer !== undefined) answered(answer);
      if (answer === undefined || isUnknown(answer)) return;
    }
  }

  #step(): Promise<Answer | undefined> {
    const dice = this.#random();
    const ids = [...this.desks.keys()];
    const id = ids[Math.floor(this.#random() * ids.length)];
    const name = `${this.#name}-${++this.#count}`;
    // Few numbers, so that many are taken.
    const desk = { number: Math.floor(this.#random() * 24), name };
    if (id === undefined || dice < 0.35) return this.#add(desk);
    if (dice < 0.5) return this.#seed(desk);
    if (dice < 0.7) {
      const effect: Effect = (desks) => void desks.set(id, name);
      return this.#change('PUT', `/desks/${id}`, desk, effect, name);
    }
    if (dice < 0.85 || !this.#isAlone) {
      return this.#change('DELETE', `/desks/${id}`, undefined, (desks) => void desks.delete(id));
    }
    return this.#undo(Math.max(0, this.#version - 1 - Math.floor(this.#random() * 3)));
  }

  #add(desk: Omit<Desk, 'id'>) {
    const added = (answer: Answer) => (answer.body as Desk).id;
    return this.#insert('/desks', desk, desk.name, added);
  }

  #seed(desk: Omit<Desk, 'id'>) {
    const seed = { '/desks': { items: [desk] } };
    return this.#insert('/_mock/accounts/me/seed', seed, desk.name, ({ body }) => {
      const { items } = (body as { '/desks': { items: Desk[] } })['/desks'];
      return items.find(({ name }) => name === desk.name)?.id ?? -1;
    });
  }

  async #insert(path: string, body: unknown, name: string, idOf: (answer: Answer) => number) {
    this.doubt = { effect: () => {}, name };
    const answer = await this.#client.send('POST', path, body);
    return this.#settle(answer, name, (desks) => {
      const id = idOf(answer as Answer);
      desks.set(id, name);
      this.given.push(id);
    });
  }

  async #change(method: string, path: string, body: unknown, effect: Effect, name?: string) {
    this.doubt = { effect, name: undefined };
    return this.#settle(await this.#client.send(method, path, body), name, effect);
  }

  async #undo(state: number) {
    const then = this.#states.get(state);
    if (then === undefined) return this.#client.send('GET', '/desks');
    const effect: Effect = (desks) => {
      desks.clear();
      for (const [id, name] of then) desks.set(id, name);
    };
    return this.#change('POST', '/_mock/accounts/me/undo', { state }, effect);
  }

  #settle(answer: Answer | undefined, name: string | undefined, effect: Effect) {
    if (answer === undefined || isUnknown(answer)) return answer;
    this.doubt = undefined;
    if (answer.status < 300) {
      effect(this.desks);
      this.#states.set(++this.#version, new Map(this.desks));
    } else if (answer.status === 409) this.refused += name === undefined ? 0 : 1;
    else if (answer.status !== 503) throw new Error(JSON.stringify(answer));
    return answer;
  }

  /**
   * Compares what is there with what has to be, and goes on from it. The last request may have had no
   * answer, and may have been carried out.
   */
  settleWith(all: readonly Desk[], version: number): void {
    const desks = new Map(
      all.filter(({ name }) => this.owns(name)).map(({ id, name }) => [id, name]),
    );
    const carriedOut = new Map(this.desks);
    this.doubt?.effect(carriedOut);
    const added = [...desks].find(([id, name]) => name === this.doubt?.name && !this.desks.has(id));
    if (added !== undefined) carriedOut.set(...added);
    const lawful = [this.desks, carriedOut].map(textOf);
    if (!lawful.includes(textOf(desks))) {
      throw new Error(`${this.#name} left ${lawful.join(' or ')}, and there is ${textOf(desks)}`);
    }
    this.desks = desks;
    this.doubt = undefined;
    this.#version = version;
    if (this.#isAlone) this.#states.set(version, new Map(desks));
  }

  /** The state before the last, and what was there. */
  stateBefore(): { state: number; desks: ReadonlyMap<number, string> } | undefined {
    const state = this.#version - 1;
    const desks = this.#states.get(state);
    return desks && { state, desks };
  }

  /** Whether a desk of this name was added or edited by this worker. */
  owns = (name: string): boolean => name.startsWith(`${this.#name}-`);
}

function textOf(desks: ReadonlyMap<number, string>): string {
  return JSON.stringify([...desks].sort(([a], [b]) => a - b));
}

// A store that failed while it was asked to commit.
function isUnknown({ status, body }: Answer): boolean {
  return status === 503 && (body as { detail: string }).detail.includes('is not known');
}
