/** A change of an account as the control API tells of it. */
export interface StateChange {
  /** The number of the state that it made. */
  readonly state: number;
  /** The id of the operation that made it, or what the control API did. */
  readonly what: string;
  /** Of an undo, the state that it went back to. */
  readonly to?: number;
}
