/** A change of an account, as the control API lists it. */
export interface StateChange {
  /** The number of the state that it led to. */
  readonly state: number;
  /** When it was made, in ISO 8601. */
  readonly time: string;
  /** The id of the operation that made it, or the action of the control API. */
  readonly what: string;
  /** For an undo: the state that it went back to. */
  readonly to?: number | undefined;
}

/** A change that is being made. */
export type NewChange = Omit<StateChange, 'state' | 'time'>;
