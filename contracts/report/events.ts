import type { Layer, Report, Result } from './report.ts';

/** What happens while a provider is verified. */
export interface VerifierEvents {
  /** The run begins. */
  start: { readonly provider: string; readonly contract: string };
  /** A layer begins; `total` is how many results it will have, where that is known. */
  layer: { readonly layer: Layer; readonly total: number | undefined };
  /** Something moves on inside a layer, in a few words. */
  progress: { readonly layer: Layer; readonly message: string };
  /** A result is final. */
  result: Result;
  /** The run is over. */
  end: Report;
}

/** Hears of what happens while a provider is verified; a reporter hears what it has a method for. */
export type Listener = {
  readonly [name in keyof VerifierEvents]?: (event: VerifierEvents[name]) => void;
};

/** Tells every listener. */
export function createEmitter(
  listeners: readonly Listener[],
): <Name extends keyof VerifierEvents>(name: Name, event: VerifierEvents[Name]) => void {
  return (name, event) => {
    for (const listener of listeners) listener[name]?.(event);
  };
}
