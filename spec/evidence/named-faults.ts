import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';
import { assertSource, type SourceReference, type Sources } from './sources.ts';

/** A fault that the mock can simulate by name; `fault` has the fields that its control API takes. */
export interface NamedFault {
  readonly name: string;
  /** What happens, in a sentence. */
  readonly says: string;
  readonly evidence: readonly (SourceReference & { readonly says: string })[];
  /** What no page of the documentation says; undefined if the pages say it all. */
  readonly invented?: string | undefined;
  readonly fault: { readonly [field: string]: unknown };
}

const reference = { page: text, row: text, fact: text, example: text, silence: text };
const milliseconds = { type: 'number', minimum: 0 };
const checkFaults = lazyCheck(
  closedObject({
    faults: listOf(
      closedObject(
        {
          name: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
          says: text,
          fault: {
            ...closedObject(
              {},
              {
                delay: {
                  ...closedObject({ min: milliseconds, max: milliseconds }),
                  ...milliseconds,
                  type: ['number', 'object'],
                },
                status: { type: 'integer', minimum: 200, maximum: 599 },
                body: {},
                headers: { type: 'object', additionalProperties: { type: 'string' } },
                drop: { type: 'boolean' },
                truncate: { type: 'boolean' },
                probability: { type: 'number', minimum: 0, maximum: 1 },
                times: { type: 'integer', minimum: 1 },
              },
            ),
            minProperties: 1,
          },
        },
        { evidence: listOf(closedObject({ says: text }, reference)), invented: text },
      ),
    ),
  }),
);

/**
 * Reads a `faults.yaml`.
 * @throws ContractDefect if the file is missing or has another shape, if two faults have the same name, or
 * if evidence is missing
 */
export function loadNamedFaults(path: string, sources: Sources): NamedFault[] {
  const file = readYamlFile(path);
  assertValid(checkFaults, file, file.value, '');
  const { faults } = file.value as {
    faults: (Omit<NamedFault, 'evidence'> & Partial<NamedFault>)[];
  };
  const names = new Set<string>();
  return faults.map(({ evidence = [], ...one }, i) => {
    const at = `/faults/${i}`;
    if (names.has(one.name)) {
      const what = `there are two faults "${one.name}"`;
      throw file.defect(`${at}/name`, what, 'give each a name of its own');
    }
    names.add(one.name);
    for (const [k, reference] of evidence.entries()) {
      assertSource(file, `${at}/evidence/${k}`, sources, reference, `the evidence of ${one.name}`);
    }
    return { ...one, evidence };
  });
}
