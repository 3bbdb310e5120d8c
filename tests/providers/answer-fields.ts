/** Rewrites an answer’s object, field by field; undefined leaves a field out. */
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

/** Rewrites the value of one field of an answer’s object. */
export const value = (name: string, change: (value: unknown) => unknown) =>
  fields((key, one) => [key, key === name ? change(one) : one]);
