import { describe, expect, test } from 'vitest';
import { structuralChanges } from '../../spec/compare/structure.ts';
import {
  createExampleAnswers,
  formatPointer,
  loadCatalogue,
  loadContract,
  parsePointer,
  pointerInWords,
  valueAt,
} from '../../spec/index.ts';
import { fieldNames, type NamedFields, namedFields, written } from '../fixtures/named-fields.ts';

describe('a JSON Pointer', () => {
  // The examples of RFC 6901, section 5.
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  };
  test.each([
    { pointer: '', steps: [], leads: document },
    { pointer: '/foo', steps: ['foo'], leads: ['bar', 'baz'] },
    { pointer: '/foo/0', steps: ['foo', '0'], leads: 'bar' },
    { pointer: '/', steps: [''], leads: 0 },
    { pointer: '/a~1b', steps: ['a/b'], leads: 1 },
    { pointer: '/c%d', steps: ['c%d'], leads: 2 },
    { pointer: '/e^f', steps: ['e^f'], leads: 3 },
    { pointer: '/g|h', steps: ['g|h'], leads: 4 },
    { pointer: '/i\\j', steps: ['i\\j'], leads: 5 },
    { pointer: '/k"l', steps: ['k"l'], leads: 6 },
    { pointer: '/ ', steps: [' '], leads: 7 },
    { pointer: '/m~0n', steps: ['m~n'], leads: 8 },
    { pointer: '/~01', steps: ['~1'], leads: undefined },
  ])(
    'the pointer $pointer is read, written and followed as RFC 6901 says',
    ({ pointer, steps, leads }) => {
      expect(parsePointer(pointer)).toEqual(steps);
      expect(formatPointer(steps)).toBe(pointer);
      expect(valueAt(document, pointer)).toEqual(leads);
    },
  );

  test('a message names a pointer without its escapes', () => {
    expect(['', '/a~1b', '/address/city'].map(pointerInWords)).toEqual([
      'it',
      'a/b',
      'address/city',
    ]);
  });
});

function loaded(fields: NamedFields) {
  return written(fields, async (file) => {
    const contract = await loadContract(file);
    return { resources: contract.resources, identifiers: loadCatalogue(contract).identifiers };
  });
}

describe.each(fieldNames)('a field that is called %j', (name) => {
  test('the field is found by x-unique, x-immutable and identifiers.yaml', async () => {
    const { resources, identifiers } = await loaded(namedFields(name));
    expect(resources.map(({ unique }) => unique[0]?.by[0])).toEqual([
      [name],
      [name, '*'],
      [name, name],
      [name, '*', name],
    ]);
    expect(resources.map(({ immutable }) => immutable.map(parsePointer))).toEqual(
      resources.map(() => [['id'], ['facts', name]]),
    );
    expect(parsePointer(identifiers[0]?.fills[0]?.pointer ?? '')).toEqual([name]);
  });

  test('the remedy of a pointer that leads nowhere names the field', async () => {
    const { document, identifiers } = namedFields(name);
    const fills = [{ collection: '/lines', pointer: '/nothing' }];
    const wrong = [{ ...identifiers[0], fills }, ...identifiers.slice(1)];
    await expect(loaded({ document, identifiers: wrong })).rejects.toThrow(
      `identifiers.yaml:1: the pointer /nothing of fills leads nowhere in its schema; begin it with one of /id, ${formatPointer([name])}, /facts,`,
    );
  });

  test('the comparison of two versions names the pointer of the field', () => {
    const before = namedFields(name).document;
    const after = structuredClone(before);
    const schema: unknown = valueAt(
      after,
      formatPointer(['components', 'schemas', 'desks', 'properties', name, 'properties', name]),
    );
    Object.assign(schema as object, { maximum: 9 });
    expect(structuralChanges(before, after).map(({ where }) => where)).toContain(
      `POST /desks, request, ${formatPointer([name, name])} maximum`,
    );
  });

  test('an example finds a reference through the field', async () => {
    const $ref = `#${encodeURI(formatPointer(['components', 'examples', name]))}`;
    const content = { 'application/json': { examples: { one: { $ref } } } };
    const answers = createExampleAnswers({
      paths: { '/things': { get: { responses: { 200: { content } } } } },
      components: { examples: { [name]: { value: [7] } } },
    });
    expect(await answers(new Request('https://a.example/things'))?.json()).toEqual([7]);
  });
});

test.each(['/a~2b', '/a~', 'number', '/', '/number/'])(
  'the pointer %j in identifiers.yaml is refused',
  async (pointer) => {
    const { document, identifiers } = namedFields('number');
    const fills = [{ collection: '/lines', pointer }];
    await expect(loaded({ document, identifiers: [{ ...identifiers[0], fills }] })).rejects.toThrow(
      /identifiers\.yaml:1: \/identifiers\/0\/fills\/0\/pointer must be like /,
    );
  },
);
