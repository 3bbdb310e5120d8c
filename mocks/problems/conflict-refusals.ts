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
import { andMore, type Conflict, Refusal } from './problem.ts';

/** Builds the 409 responses: a value or an identity is taken, or a field cannot change. */
export function createConflictRefusals(citations: Citations, redaction: Redaction) {
  return {
    /** The request claims values that belong to other resources. */
    conflict(operation: Operation, resource: Resource, conflicts: readonly Conflict[]): Refusal {
      const [first] = conflicts;
      const rule = resource.unique.find((one) => one.name === first?.rule);
      return new Refusal('uniqueness', `${first?.message}${andMore(conflicts, 'conflicts')}`, {
        rule: first?.rule,
        conflicts,
        source: citations.source(rule?.source ?? operation.source),
      });
    },

    /** The request adds a resource under an identity that the account already has. */
    identityTaken(operation: Operation, name: string, value: unknown): Refusal {
      const detail = `This account already has a resource whose ${name} is ${JSON.stringify(value)}; send another, or edit that one.`;
      return new Refusal('identity-taken', detail, { source: citations.source(operation.source) });
    },

    /** The request adds a resource, and no identity is left that its schema allows. */
    noIdentity(operation: Operation, name: string): Refusal {
      const detail = `This account has no ${name} left that the contract allows; delete a resource, or send one with its ${name}.`;
      return new Refusal('identity-taken', detail, { source: citations.source(operation.source) });
    },

    /** The operation is not for a resource that is stored like this; `path` is its path. */
    storedState(operation: Operation, path: string, item: JsonObject): Refusal {
      const fitting = operation.variants.length > 0 ? operation.variants : [operation];
      const fields = new Set(fitting.flatMap(({ stored }) => Object.keys(stored ?? {})));
      const has = Array.from(fields, (name) => {
        const values = fitting.flatMap(({ stored }) => stored?.[name] ?? []);
        const allowed = [...new Set(values)].map((one) => JSON.stringify(one)).join(' or ');
        const value = Object.hasOwn(item, name) ? (item[name] ?? null) : null;
        return `its ${name} is ${JSON.stringify(value)}, not ${allowed}`;
      }).join(', and ');
      const detail = `${operationName(operation)} is not possible for ${path}: ${has}.`;
      return new Refusal('stored-state', detail, {
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
      const detail = `${referrer} names ${path} in its ${pointerInWords(pointer)}; edit or delete that first.`;
      return new Refusal('referenced', detail, {
        doubt: citations.doubt('referenced', reference, operation),
        source: citations.source(reference.source ?? operation.source),
      });
    },

    /** An edit changes a field that cannot change. */
    immutable(operation: Operation, pointer: string, value: unknown): Refusal {
      const current = JSON.stringify(redaction.value(value, parsePointer(pointer).at(-1)));
      const message = `${pointerInWords(pointer)} is ${current} and cannot be changed; send that value, or leave the field out.`;
      const source = citations.source(operation.source);
      const error = { in: 'body', pointer, kind: 'immutable', message, source };
      return new Refusal('immutable', message, { errors: [error], source });
    },
  };
}
