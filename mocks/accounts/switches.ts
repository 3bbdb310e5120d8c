import { type Contract, type Doubt, Misuse } from '../../spec/index.ts';

/** The ways of the mock that a doubt's switch can turn; the first value of each is the default. */
export const effects = {
  /** How the answer writes a value that may be a number or text. */
  'number-form': ['as-sent', 'integer', 'string'],
  /** How the answer writes a list with nothing in it. */
  'empty-list-form': ['null', 'empty-array'],
  /** Whether an edit replaces the resource or only the fields that were sent. */
  'edit-style': ['replace', 'merge'],
  /** How the answer writes a secret. */
  'secret-form': ['echo', 'mask', 'omit'],
  /** Whether a request without a token is refused. */
  authorization: ['required', 'optional'],
  /** How the answer writes an optional field that has no value. */
  'absent-form': ['null', 'omit'],
} as const;

/** A way of the mock that can be turned. */
export type Effect = keyof typeof effects;

/** The value of each effect. */
export type Settings = { readonly [effect in Effect]: string };

/** A switch that was named wrongly: what is known instead, in one sentence. */
export class UnknownSwitch extends Misuse {
  override readonly name = 'UnknownSwitch';
}

/** The positions of the switches of one contract, by doubt; a layer over another shows through. */
export class Switches {
  private doubts: ReadonlyMap<string, Doubt> = new Map();
  private readonly base: Switches | undefined;
  private readonly overrides = new Map<string, string>();
  private cached: { version: number; settings: Settings } | undefined;
  private changes = 0;

  constructor(contract: Pick<Contract, 'doubts'>, below?: Switches) {
    this.base = below;
    this.useContract(contract);
  }

  /** Takes up another contract; positions that it does not know are let go of. */
  useContract(contract: Pick<Contract, 'doubts'>): void {
    this.doubts = new Map(
      contract.doubts.filter((doubt) => doubt.switch !== null).map((doubt) => [doubt.id, doubt]),
    );
    for (const [id, value] of this.overrides) {
      const known = this.doubts.get(id)?.switch?.values ?? {};
      if (!Object.hasOwn(known, value)) this.overrides.delete(id);
    }
    this.changes++;
  }

  /**
   * Turns the switch of a doubt.
   * @throws UnknownSwitch when there is no such switch or it has no such value.
   */
  set(doubt: string, value: string): void {
    const { values: known } = this.find(doubt);
    if (!Object.hasOwn(known, value)) {
      const values = Object.keys(known).join(', ');
      throw new UnknownSwitch(`The switch ${doubt} has no value "${value}"; it has ${values}.`);
    }
    this.overrides.set(doubt, value);
    this.changes++;
  }

  /**
   * Lets go of what one switch was turned to here, so that what lies below shows again.
   * @throws UnknownSwitch when there is no such switch.
   */
  unset(doubt: string): void {
    this.find(doubt);
    this.overrides.delete(doubt);
    this.changes++;
  }

  /** Lets go of what was turned here, so that what lies below shows again. */
  reset(): void {
    this.overrides.clear();
    this.changes++;
  }

  /** The position of every switch, by doubt. */
  positions(): Record<string, string> {
    const positions: Record<string, string> = {};
    for (const [id, doubt] of this.doubts) {
      positions[id] =
        this.overrides.get(id) ?? this.base?.positions()[id] ?? doubt.switch?.default ?? '';
    }
    return positions;
  }

  /** What was turned here and not below. */
  own(): Record<string, string> {
    return Object.fromEntries(this.overrides);
  }

  /** The value of every effect, its default where the contract has no switch for it. */
  settings(): Settings {
    const version = this.version();
    if (this.cached?.version !== version) {
      this.cached = { version, settings: this.compute() };
    }
    return this.cached.settings;
  }

  private find(doubt: string): NonNullable<Doubt['switch']> {
    const found = this.doubts.get(doubt)?.switch;
    if (found) return found;
    const ids = [...this.doubts.keys()].join(', ');
    throw new UnknownSwitch(
      ids === ''
        ? `There is no switch ${doubt}: the contract has none.`
        : `There is no switch ${doubt}; there are ${ids}.`,
    );
  }

  private version(): number {
    return this.changes + (this.base?.version() ?? 0);
  }

  private compute(): Settings {
    const settings = Object.fromEntries(
      Object.entries(effects).map(([effect, values]) => [effect, values[0]]),
    ) as Record<Effect, string>;
    const positions = this.positions();
    for (const [id, doubt] of this.doubts) {
      const effect = doubt.switch?.effect;
      if (effect !== undefined && effect in effects) {
        settings[effect as Effect] = positions[id] ?? settings[effect as Effect];
      }
    }
    return settings;
  }
}

/** The doubt whose switch has an effect, where the contract has one. */
export function doubtWithEffect(contract: Pick<Contract, 'doubts'>, effect: Effect) {
  return contract.doubts.find((doubt) => doubt.switch?.effect === effect);
}
