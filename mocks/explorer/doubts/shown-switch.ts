/** A switch of the mock as the control API shows it. */
export interface ShownSwitch {
  readonly doubt: string;
  readonly value: string;
  readonly default: string;
  /** Whether it was turned in this scope; what shows may be turned for all accounts. */
  readonly turned: boolean;
  readonly values: Readonly<Record<string, string>>;
}
