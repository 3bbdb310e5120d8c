import {
  type JsonObject,
  type Operation,
  operationName,
  parsePointer,
  pointerInWords,
  type Redaction,
  type Reference,
  type Resource,
} from '../../spec/index.ts';
import type { Citations } from './citations.ts';
import { type Conflict, Refusal, type Unrendered } from './problem.ts';
import type { RefusalTexts } from './texts/english.ts';
import { type Message, render } from './texts/message.ts';

/** Builds the 409 responses: a value or an identity is taken, or a field cannot change. */
export function createConflictRefusals(citations: Citations, redaction: Redaction) {
  return {
    /** The request claims values that belong to other resources. */
    conflict(
      operation: Operation,
      resource: Resource,
      conflicts: readonly Unrendered<Conflict>[],
    ): Refusal {
      const [first, ...others] = conflicts;
      const rule = resource.unique.find((one) => one.name === first?.rule);
      const rules = new Set(others.map((one) => one.rule).filter((one) => one !== first?.rule));
      const detail = (texts: RefusalTexts) => {
        const message = render(first?.message ?? '', texts);
        if (others.length === 0) return message;
        return `${message} ${texts.state.moreConflicts(others.length, [...rules])}`;
      };
      return new Refusal('uniqueness', detail, {
        rule: first?.rule,
        conflicts,
        source: citations.source(rule?.source ?? operation.source),
      });
    },

    /** The request adds a resource under an identity that the account already has. */
    identityTaken(operation: Operation, name: string, value: unknown): Refusal {
      const taken = JSON.stringify(value);
      return new Refusal('identity-taken', ({ state }) => state.identityTaken(name, taken), {
        source: citations.source(operation.source),
      });
    },

    /** The request adds a resource, and no identity is left that its schema allows. */
    noIdentity(operation: Operation, name: string): Refusal {
      return new Refusal('identity-taken', ({ state }) => state.noIdentity(name), {
        source: citations.source(operation.source),
      });
    },

    /** The operation is not for a resource that is stored like this; `path` is its path. */
    storedState(operation: Operation, path: string, item: JsonObject): Refusal {
      const fitting = operation.variants.length > 0 ? operation.variants : [operation];
      const fields = new Set(fitting.flatMap(({ stored }) => Object.keys(stored ?? {})));
      const unfit = Array.from(fields, (name) => {
        const values = fitting.flatMap(({ stored }) => stored?.[name] ?? []);
        const allowed = [...new Set(values)].map((one) => JSON.stringify(one));
        const value = Object.hasOwn(item, name) ? (item[name] ?? null) : null;
        return { name, value: JSON.stringify(value), allowed };
      });
      const asked = operationName(operation);
      return new Refusal('stored-state', ({ state }) => state.notAsStored(asked, path, unfit), {
        doubt: citations.doubt('stored-state', operation),
        source: citations.source(operation.source),
      });
    },

    /** The resource to delete is named by another, at a JSON Pointer in it. */
    referenced(
      operation: Operation,
      path: string,
      referrer: string,
      pointer: string,
      reference: Reference,
    ): Refusal {
      const field = pointerInWords(pointer);
      return new Refusal('referenced', ({ state }) => state.referenced(referrer, path, field), {
        doubt: citations.doubt('referenced', reference, operation),
        source: citations.source(reference.source ?? operation.source),
      });
    },

    /** An edit changes a field that cannot change. */
    immutable(operation: Operation, pointer: string, value: unknown): Refusal {
      const current = JSON.stringify(redaction.value(value, parsePointer(pointer).at(-1)));
      const message: Message = ({ state }) => state.immutable(pointerInWords(pointer), current);
      const source = citations.source(operation.source);
      const error = { in: 'body', pointer, kind: 'immutable', message, source };
      return new Refusal('immutable', message, { errors: [error], source });
    },
  };
}
