/** Rewrites a response’s object, field by field; undefined omits a field. */
export const fields =
  (rewrite: (name: string, value: unknown) => [string, unknown] | undefined) =>
  (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value).flatMap(([name, one]) => {
            const entry = rewrite(name, one);
            return entry ? [entry] : [];
          }),
        );

/** Rewrites the value of one field of a response’s object. */
export const value = (name: string, change: (value: unknown) => unknown) =>
  fields((key, one) => [key, key === name ? change(one) : one]);
