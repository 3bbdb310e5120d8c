import { type Behaviour, settingsText } from '../accounts/behaviour.ts';
import type { MaybePromise } from '../accounts/history.ts';
import type { TurnMode } from '../accounts/turns.ts';
import {
  everyone,
  nothingStored,
  type Persistence,
  type SettingsOfAll,
  type StoreTurn,
  storeFailure,
} from './persistence.ts';
import { applySettings } from './settings.ts';

/** The switches and faults of all accounts, which last in a store as those of an account do. */
export class StoredSettingsOfAll {
  readonly #persistence: Persistence;
  readonly #all: Behaviour;
  readonly #useOptions: () => void;
  // What the store has; -1 if that is not known.
  #version = -1;
  #settings: string | null = null;
  #settingsOfOptions: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** @param useOptions sets them to what the mock was started with */
  constructor(persistence: Persistence, all: Behaviour, useOptions: () => void) {
    this.#persistence = persistence;
    this.#all = all;
    this.#useOptions = useOptions;
  }

  /** Does a piece of work on them, one after the other. */
  run<Value>(mode: TurnMode, work: () => MaybePromise<Value>): Promise<Value> {
    const done = this.#last.then(() => this.#takeTurn(mode, work));
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when the work that was asked for is done. */
  async drain(): Promise<void> {
    await this.#last;
  }

  /** Takes over what the store has. */
  use({ version, settings }: SettingsOfAll): void {
    // A turn that began earlier may have them later.
    if (version <= this.#version) return;
    this.#useOptions();
    this.#settingsOfOptions = settingsText(this.#all);
    if (settings !== null) applySettings(this.#all, settings);
    this.#settings = settings;
    this.#version = version;
  }

  async #takeTurn<Value>(mode: TurnMode, work: () => MaybePromise<Value>): Promise<Value> {
    let turn: StoreTurn;
    try {
      turn = await this.#persistence.begin(everyone, mode);
    } catch (error) {
      throw storeFailure(error);
    }
    const before = turn.head ?? nothingStored;
    try {
      this.use(before);
      const begun = work();
      // Without a pause, in which a turn on an account might bring older settings.
      const value = begun instanceof Promise ? await begun : begun;
      const settings = this.#present();
      if (mode === 'read' || settings === this.#settings) {
        await turn.release();
        return value;
      }
      const version = this.#version + 1;
      const claims = { all: false, added: [], removed: [] };
      const write = { ...nothingStored, id: everyone, version, settings, claims };
      await turn.commit({ ...write, changes: [], entries: [] });
      this.#settings = settings;
      this.#version = version;
      return value;
    } catch (error) {
      this.#version = -1;
      this.use(before);
      await Promise.resolve(turn.release()).catch(() => {});
      throw error;
    }
  }

  #present(): string | null {
    const text = settingsText(this.#all);
    return text === this.#settingsOfOptions ? null : text;
  }
}
