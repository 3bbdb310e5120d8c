import { setImmediate, setTimeout } from 'node:timers/promises';

/** What is claimed: a virtual number or an employee group. */
export type Kind = 'number' | 'group';

/** A rule as a request sends it; an omitted list is undefined. */
export interface Draft {
  numbers: number[] | undefined;
  groups: number[] | undefined;
  sourceType: string;
  mediaId: number;
}

/** A row of the table of rules. */
export interface Rule {
  account: string;
  id: number;
  numbers: number[];
  groups: number[];
  sourceType: string;
  mediaId: number;
}

/** A rule to write; a new one has no id. */
export interface Wanted extends Omit<Rule, 'id'> {
  id: number | undefined;
}

/** A row of the table of claims: this number or group is held by that rule. */
export interface Claim {
  account: string;
  kind: Kind;
  id: number;
  rule: number;
}

/** A row of the table of SIP-registration numbers; fields without a value are undefined. */
export interface SipNumber {
  account: string;
  id: number;
  login?: string | undefined;
  password?: string | undefined;
  comment?: string | undefined;
  purpose: string;
  serverHost?: string | undefined;
  serverPort?: number | string | undefined;
}

/** The settings of a SIP number, as a request wants them. */
export type SipSettings = Omit<SipNumber, 'account' | 'id'>;

/** The tables of one provider, its sequence of rule ids, and its locks. */
export interface Database {
  rules: Rule[];
  claims: Claim[];
  sipNumbers: SipNumber[];
  lastId: number;
  locks: Locks;
}

/** Locks by name, granted in order. */
export class Locks {
  #held = new Map<string, Promise<void>>();

  /** Runs something while nobody else holds any of the names; sorted, so that there are no deadlocks. */
  async hold<T>(names: readonly string[], run: () => Promise<T>): Promise<T> {
    const [name, ...others] = [...new Set(names)].sort();
    if (name === undefined) return run();
    const before = this.#held.get(name) ?? Promise.resolve();
    const mine = before.then(() => this.hold(others, run));
    this.#held.set(
      name,
      mine.then(
        () => {},
        () => {},
      ),
    );
    return mine;
  }
}

/** The claims that a rule makes: one for each of its numbers and groups. */
export function claimsOf(rule: Rule): Claim[] {
  const { account, id: holder } = rule;
  return [
    ...rule.numbers.map((id): Claim => ({ account, kind: 'number', id, rule: holder })),
    ...rule.groups.map((id): Claim => ({ account, kind: 'group', id, rule: holder })),
  ];
}

/** Whether a rule names this number or group. */
export function names(rule: Wanted, { kind, id }: Pick<Claim, 'kind' | 'id'>): boolean {
  return (kind === 'number' ? rule.numbers : rule.groups).includes(id);
}

/** One short step of a database, which lets others run. */
export const turn = (): Promise<void> => setImmediate();

/** One long step of a database, in milliseconds: the window of a race. */
export const delay = (ms: number): Promise<void> => setTimeout(ms);

/** A database in which each account has rule 77 and SIP number 608. */
export function openDatabase(accounts: readonly string[]): Database {
  const rules = accounts.map((account): Rule => {
    const lists = { numbers: [250, 256, 258], groups: [] };
    return { account, id: 77, ...lists, sourceType: 'system', mediaId: 50 };
  });
  const claims = rules.flatMap(claimsOf);
  const sipNumbers = accounts.map(
    (account): SipNumber => ({ account, id: 608, purpose: 'company' }),
  );
  return { rules, claims, sipNumbers, lastId: 82, locks: new Locks() };
}
