import type { Layer, Report, Result } from './report.ts';

/** The events of a verification. */
export interface VerifierEvents {
  /** The run begins. */
  start: {
    readonly provider: string;
    readonly contract: string;
    /** What the run will do, in a sentence. */
    readonly plan: string;
  };
  /** A layer begins; `total` is the number of its results, if known. */
  layer: { readonly layer: Layer; readonly total: number | undefined };
  /** A layer makes progress, in a few words. */
  progress: { readonly layer: Layer; readonly message: string };
  /** A result is final. */
  result: Result;
  /** The run is over. */
  end: Report;
}

/**
 * Listens to a verification: it has a method for each event that it wants.
 * @example
 * const listener: Listener = {
 *   result: ({ id, outcome }) => outcome === 'broken' && console.log(id),
 * };
 */
export type Listener = {
  readonly [name in keyof VerifierEvents]?: (event: VerifierEvents[name]) => void;
};

/** Creates a function that emits an event to every listener. */
export function createEmitter(
  listeners: readonly Listener[],
): <Name extends keyof VerifierEvents>(name: Name, event: VerifierEvents[Name]) => void {
  return (name, event) => {
    for (const listener of listeners) listener[name]?.(event);
  };
}
