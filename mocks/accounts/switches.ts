import { type Contract, Misuse, type Switch } from '../../spec/index.ts';
import { englishRefusals } from '../problems/texts/english.ts';
import type { Message } from '../problems/texts/message.ts';

/** The effects that the switch of a doubt can have; the first value of each is the default. */
export const effects = {
  /** How a response writes a value that may be a number or text. */
  'number-form': ['as-sent', 'integer', 'string'],
  /** How a response writes an empty list. */
  'empty-list-form': ['null', 'empty-array'],
  /** Whether an edit replaces the resource, or only the fields that were sent. */
  'edit-style': ['replace', 'merge'],
  /** How a response writes a secret. */
  'secret-form': ['echo', 'mask', 'omit'],
  /** Whether a request without a token is refused. */
  authorization: ['required', 'optional'],
  /** What `Bearer` before the token means: a mistake, nothing, or a part of the token. */
  'token-scheme': ['refused', 'ignored', 'token'],
  /** How a response writes an optional field without a value. */
  'absent-form': ['null', 'omit'],
  /** Whether the items that a request names must exist. */
  references: ['unchecked', 'checked'],
} as const;

/** An effect that a switch can have. */
export type Effect = keyof typeof effects;

/** The value of each effect. */
export type Settings = { readonly [effect in Effect]: string };

/** A switch or a value that the contract does not have; the message lists those it has. */
export class UnknownSwitch extends Misuse {
  override readonly name = 'UnknownSwitch';
  /** The message in any language. */
  readonly text: Message;

  constructor(text: Message) {
    super(text(englishRefusals));
    this.text = text;
  }
}

/** The positions of a contract's switches, by doubt; what is not set here comes from `base`. */
export class Switches {
  readonly #base: Switches | undefined;
  readonly #own = new Map<string, string>();
  #switches: ReadonlyMap<string, Switch> = new Map();
  #cached:
    | {
        readonly version: number;
        readonly settings: Settings;
        readonly turned: readonly string[];
      }
    | undefined;
  /** Grows with each change of the positions. */
  changes = 0;
  /** Is called after each change. */
  onChange: (() => void) | undefined;

  constructor(contract: Pick<Contract, 'doubts'>, base?: Switches) {
    this.#base = base;
    this.useContract(contract);
  }

  /** Changes to another contract, and drops the positions that it does not know. */
  useContract({ doubts }: Pick<Contract, 'doubts'>): void {
    this.#switches = new Map(
      doubts.flatMap((doubt) => (doubt.switch === null ? [] : [[doubt.id, doubt.switch]])),
    );
    for (const [id, value] of this.#own) {
      if (!Object.hasOwn(this.#switches.get(id)?.values ?? {}, value)) this.#own.delete(id);
    }
    this.#note();
  }

  /**
   * Sets switches by doubt; if one of them is wrong, sets none.
   * @throws UnknownSwitch if there is no such switch, or it has no such value
   */
  set(positions: Readonly<Record<string, string>>): void {
    for (const [doubt, value] of Object.entries(positions)) {
      const { values } = this.#find(doubt);
      if (Object.hasOwn(values, value)) continue;
      throw new UnknownSwitch(({ control }) =>
        control.unknownPosition(doubt, value, Object.keys(values)),
      );
    }
    for (const [doubt, value] of Object.entries(positions)) this.#own.set(doubt, value);
    this.#note();
  }

  /**
   * Unsets the switch of a doubt, so that its position comes from `base` again.
   * @throws UnknownSwitch if there is no such switch
   */
  unset(doubt: string): void {
    this.#find(doubt);
    this.#own.delete(doubt);
    this.#note();
  }

  /** Unsets all switches. */
  reset(): void {
    this.#own.clear();
    this.#note();
  }

  /** The position of every switch, by doubt. */
  positions(): Record<string, string> {
    const base = this.#base?.positions() ?? {};
    return Object.fromEntries(
      Array.from(this.#switches, ([id, one]) => [id, this.#own.get(id) ?? base[id] ?? one.default]),
    );
  }

  /** The positions that are set here, by doubt. */
  own(): Record<string, string> {
    return Object.fromEntries(this.#own);
  }

  /** The value of every effect; its default if the contract has no switch for it. */
  settings(): Settings {
    return this.#present().settings;
  }

  /** The doubts whose switches are not at their defaults. */
  turned(): readonly string[] {
    return this.#present().turned;
  }

  #present() {
    const version = this.#version();
    if (this.#cached?.version !== version) this.#cached = { version, ...this.#compute() };
    return this.#cached;
  }

  #note(): void {
    this.changes++;
    this.onChange?.();
  }

  #find(doubt: string): Switch {
    const found = this.#switches.get(doubt);
    if (found !== undefined) return found;
    const known = [...this.#switches.keys()];
    throw new UnknownSwitch(({ control }) => control.unknownSwitch(doubt, known));
  }

  #version(): number {
    return this.changes + (this.#base === undefined ? 0 : this.#base.#version());
  }

  #compute() {
    const settings = Object.fromEntries(
      Object.entries(effects).map(([effect, [first]]) => [effect, first] as const),
    ) as Record<Effect, string>;
    const positions = this.positions();
    for (const [id, { effect }] of this.#switches) {
      if (effect in effects) settings[effect as Effect] = positions[id] ?? '';
    }
    const turned = [...this.#switches].filter(([id, one]) => positions[id] !== one.default);
    return { settings, turned: turned.map(([id]) => id) };
  }
}

/** Finds the doubt whose switch has an effect. */
export function doubtWithEffect(contract: Pick<Contract, 'doubts'>, effect: Effect) {
  return contract.doubts.find((doubt) => doubt.switch?.effect === effect);
}
