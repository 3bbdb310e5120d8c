import { allSwitches, type Contract, Misuse, type Switch } from '../../spec/index.ts';
import { englishRefusals } from '../problems/texts/english.ts';
import type { Message } from '../problems/texts/message.ts';

const refusalStatuses = ['200', '400', '401', '403', '404', '409', '410', '418', '422', '423'];

/** The effects that the switch of a doubt can have; the first value of each is the default. */
export const effects = {
  /** How a response writes a value that may be a number or text. */
  'number-form': ['as-sent', 'integer', 'string'],
  /** How a response writes an empty list. */
  'empty-list-form': ['null', 'empty-array'],
  /** Whether an edit replaces the resource, or only the fields that were sent. */
  'edit-style': ['replace', 'merge'],
  /** How a response writes a secret. */
  'secret-form': ['echo', 'mask', 'omit', 'null'],
  /** Whether a request without a token is refused. */
  authorization: ['required', 'optional'],
  /** What `Bearer` before the token means: a mistake, nothing, or a part of the token. */
  'token-scheme': ['refused', 'ignored', 'token'],
  /** How a response writes an optional field without a value. */
  'absent-form': ['null', 'omit'],
  /** Whether the items that a request names must exist. */
  references: ['unchecked', 'checked'],
  /** In which form a value that may be a number or text is accepted. */
  'number-form-sent': ['either', 'integer', 'string'],
  /** What becomes of a name that lost its underscores. */
  'squashed-name': ['refused', 'understood'],
  /** What becomes of an allowed word with a look-alike letter. */
  'look-alike': ['refused', 'understood'],
  /** What becomes of an edit whose body names another item than its path. */
  'identity-mismatch': ['refused', 'path'],
  /** Whether an edit must have the identity in its body. */
  'missing-identity': ['required', 'optional'],
  /** The status of an accepted addition. */
  'status-of-add': ['documented', '200', '201', '202', '203'],
  /** The status of an accepted edit. */
  'status-of-edit': ['documented', '200', '201', '202', '203'],
  /** The status of an accepted deletion. */
  'status-of-deletion': ['documented', '200', '201', '202', '203'],
  /** Whether an addition is answered with `Location`. */
  'location-of-add': ['none', 'sent'],
  /** What a refusal looks like. */
  'form-of-refusals': ['problem', 'bare', 'json', 'json-rpc', 'html', 'text'],
  /** The status in place of 400, 401, 404, 409, 415 and 422; 200 for refusals of JSON-RPC alone. */
  'status-of-400': ['400', ...refusalStatuses],
  'status-of-401': ['401', ...refusalStatuses],
  'status-of-404': ['404', ...refusalStatuses],
  'status-of-409': ['409', ...refusalStatuses],
  'status-of-415': ['415', ...refusalStatuses],
  'status-of-422': ['422', ...refusalStatuses],
  /** What becomes of empty lists of which one must name something. */
  'empty-lists': ['refused', 'accepted', 'never'],
  /** What becomes of an element that stands twice in a list. */
  'duplicate-item': ['refused', 'once', 'twice'],
  /** What becomes of null for a list. */
  'null-list': ['refused', 'absent'],
  /** What becomes of null for a value that is no list. */
  'null-value': ['refused', 'absent'],
  /** What becomes of a field that is not documented. */
  'unknown-field': ['refused', 'dropped', 'kept'],
  /** What a deletion answers. */
  'deletion-answer': ['documented', 'item'],
  /** What becomes of an edit of what is not there. */
  'missing-edit': ['refused', 'added'],
  /** What becomes of a deletion of what is not there. */
  'missing-deletion': ['refused', 'accepted'],
  /** What becomes of text where a number is documented. */
  'coerced-text': ['refused', 'accepted'],
  /** What becomes of a number where text is documented. */
  'coerced-number': ['refused', 'accepted'],
  /** What becomes of a truth value where a number is documented. */
  'coerced-boolean': ['refused', 'accepted'],
  /** What becomes of a single value where a list is documented. */
  'coerced-single': ['refused', 'accepted'],
  /** What becomes of an integer that is written as 50.0. */
  'point-zero': ['accepted', 'refused'],
  /** What becomes of an integer below the documented minimum. */
  'too-small': ['refused', 'accepted'],
  /** What becomes of an integer above the documented maximum. */
  'too-large': ['refused', 'accepted'],
  /** In which order a list is answered. */
  'list-order': ['as-sent', 'ascending', 'descending', 'reversed'],
} as const;

/** The effects that change which requests are accepted, once they have a token. */
const reading = [
  ...(['number-form-sent', 'squashed-name', 'look-alike', 'identity-mismatch'] as const),
  ...(['missing-identity', 'empty-lists', 'duplicate-item', 'null-list', 'null-value'] as const),
  ...(['unknown-field', 'missing-edit', 'missing-deletion', 'coerced-text'] as const),
  ...(['coerced-number', 'coerced-boolean', 'coerced-single', 'point-zero'] as const),
  ...(['too-small', 'too-large'] as const),
];

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
        readonly readsAsDocumented: boolean;
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
  useContract(contract: Pick<Contract, 'doubts'>): void {
    this.#switches = new Map(allSwitches(contract).map((one) => [one.key, one]));
    for (const [id, value] of this.#own) {
      if (!Object.hasOwn(this.#switches.get(id)?.positions ?? {}, value)) this.#own.delete(id);
    }
    this.#note();
  }

  /**
   * Sets switches by doubt; if one of them is wrong, sets none.
   * @throws UnknownSwitch if there is no such switch, or it has no such value
   */
  set(positions: Readonly<Record<string, string>>): void {
    for (const [doubt, value] of Object.entries(positions)) {
      const { positions: known } = this.#find(doubt);
      if (Object.hasOwn(known, value)) continue;
      throw new UnknownSwitch(({ control }) =>
        control.unknownPosition(doubt, value, Object.keys(known)),
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

  /** Whether requests are read exactly as documented. */
  readsAsDocumented(): boolean {
    return this.#present().readsAsDocumented;
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
    const readsAsDocumented = reading.every((one) => settings[one] === effects[one][0]);
    return { settings, turned: turned.map(([id]) => id), readsAsDocumented };
  }
}

/** The effects that the switches of doubts have. */
export function effectsOf(
  { doubts }: Pick<Contract, 'doubts'>,
  ids: readonly string[],
): ReadonlySet<Effect> {
  const switches = allSwitches({ doubts: doubts.filter(({ id }) => ids.includes(id)) });
  return new Set(
    switches.map(({ effect }) => effect).filter((one): one is Effect => one in effects),
  );
}

/** Finds the doubt whose switch has an effect. */
export function doubtWithEffect(contract: Pick<Contract, 'doubts'>, effect: Effect) {
  return contract.doubts.find(({ switches }) => switches.some((one) => one.effect === effect));
}
