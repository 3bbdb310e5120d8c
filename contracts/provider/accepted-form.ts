import { isObject, type JsonObject, type Resource } from '../../spec/index.ts';
import { hasTwoForms } from './response-check.ts';

/** How a field that may be a number or text has to be sent, by its name. */
export type AcceptedForms = ReadonlyMap<string, 'number' | 'text'>;

/** The other form of each field of a body that may be a number or text. */
export function otherForms(resource: Resource, body: JsonObject): AcceptedForms {
  const fields = resource.properties.filter(hasTwoForms).map(({ name }) => name);
  return new Map(
    fields
      .filter((name) => ['number', 'string'].includes(typeof body[name]))
      .map((name) => [name, typeof body[name] === 'number' ? 'text' : 'number']),
  );
}

/**
 * Puts the values of a body into the form that the provider is known to accept.
 * @param kept the fields whose form is on trial
 */
export function intoAcceptedForms(
  { acceptedForms }: { readonly acceptedForms: AcceptedForms },
  body: unknown,
  kept: readonly string[] = [],
): void {
  if (!isObject(body)) return;
  for (const [name, form] of acceptedForms) {
    const value = body[name];
    if (kept.includes(name)) continue;
    if (form === 'text' && typeof value === 'number') body[name] = String(value);
    if (form === 'number' && typeof value === 'string' && /^\d+$/.test(value)) {
      body[name] = Number(value);
    }
  }
}
