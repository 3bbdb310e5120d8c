import { type Contract, isObject, type SourceReference } from '../../spec/index.ts';
import type { ProblemSource } from './problem.ts';

/** Cites what stands behind a refusal: the documentation's own words, or the doubt that decided it. */
export class Citations {
  readonly #titles: ReadonlyMap<string, string>;
  readonly #doubts: ReadonlyMap<string, string>;
  readonly #effects: ReadonlyMap<string, string>;

  constructor({ pages, doubts }: Pick<Contract, 'pages' | 'doubts'>) {
    this.#titles = new Map(pages.map((page) => [page.id, page.title]));
    this.#doubts = new Map(
      doubts.flatMap((doubt) => doubt.mock.refuses.map((kind) => [kind, doubt.id] as const)),
    );
    const switches = doubts.flatMap((doubt) =>
      doubt.switches.map(({ effect }) => [effect, doubt.id] as const),
    );
    this.#effects = new Map(switches);
  }

  /** The source that an `x-source` names; the first of a list. */
  source(reference: unknown): ProblemSource | undefined {
    const first: unknown = Array.isArray(reference) ? reference[0] : reference;
    if (!isObject(first)) return undefined;
    const { page, row, fact, example }: SourceReference = first;
    return { page, title: this.#titles.get(page ?? ''), row, fact, example };
  }

  /** The doubt behind a kind of mistake, if one of the given parts of the document names it. */
  doubt(kind: string, ...parts: unknown[]): string | undefined {
    return named(this.#doubts.get(kind), parts);
  }

  /** The doubt that has a switch of an effect, if one of the given parts of the document names it. */
  doubtOf(effect: string, ...parts: unknown[]): string | undefined {
    return named(this.#effects.get(effect), parts);
  }
}

function named(id: string | undefined, parts: readonly unknown[]): string | undefined {
  if (id === undefined) return undefined;
  const ids = parts.flatMap((part) => {
    const doubts = isObject(part) ? (part['x-doubt'] ?? part.doubts) : undefined;
    return Array.isArray(doubts) ? doubts : [];
  });
  return ids.includes(id) ? id : undefined;
}

/** The `x-source` of a part of the document. */
export function sourceOf(part: unknown): unknown {
  return isObject(part) ? part['x-source'] : undefined;
}
