import type { Contract, JsonObject, Property } from '../../spec/index.ts';
import { type Effect, effects, type Settings } from '../accounts/switches.ts';

/** Turns what is stored of an item into what is answered, as the switches stand. */
export type Representation = (stored: JsonObject, settings: Settings) => JsonObject;

interface Field {
  readonly name: string;
  readonly nullable: boolean;
  readonly effects: ReadonlySet<Effect>;
}

/**
 * Prepares the answers of an operation: the properties of its schema in their order, nothing else.
 * Which switch touches a property follows from the doubts that the property names.
 */
export function createRepresentation(
  contract: Pick<Contract, 'doubts'>,
  properties: readonly Property[],
): Representation {
  const fields = properties.map((property): Field => {
    const touched = contract.doubts
      .filter((doubt) => property.doubts.includes(doubt.id))
      .map((doubt) => doubt.switch?.effect)
      .filter((effect): effect is Effect => effect !== undefined && effect in effects);
    return { name: property.name, nullable: property.nullable, effects: new Set(touched) };
  });
  return (stored, settings) => {
    const answer: JsonObject = {};
    for (const field of fields) {
      const value = written(field, stored[field.name], settings);
      if (value !== undefined) answer[field.name] = value;
    }
    return answer;
  };
}

function written(field: Field, value: unknown, settings: Settings): unknown {
  const touched = field.effects;
  if (touched.has('empty-list-form') && (value ?? null) === null) {
    return settings['empty-list-form'] === 'null' ? null : [];
  }
  if (value === undefined || value === null) {
    if (!field.nullable) return undefined;
    return touched.has('absent-form') && settings['absent-form'] === 'omit' ? undefined : null;
  }
  if (touched.size === 0) return value;
  if (touched.has('empty-list-form') && Array.isArray(value) && value.length === 0) {
    return settings['empty-list-form'] === 'null' ? null : value;
  }
  if (touched.has('secret-form') && settings['secret-form'] !== 'echo') {
    return settings['secret-form'] === 'mask' ? '********' : undefined;
  }
  if (touched.has('number-form') && settings['number-form'] !== 'as-sent') {
    return settings['number-form'] === 'integer' ? Number(value) : String(value);
  }
  return value;
}
