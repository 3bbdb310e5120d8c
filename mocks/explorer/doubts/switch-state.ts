/** A switch in one scope, in the form of the control API. */
export interface SwitchState {
  readonly doubt: string;
  /** The effective value. */
  readonly value: string;
  readonly default: string;
  /** Whether it is set in this scope; the value may also come from the scope of all accounts. */
  readonly turned: boolean;
  /** What each possible value does. */
  readonly values: Readonly<Record<string, string>>;
}
