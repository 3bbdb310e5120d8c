import { dirname, resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { readYamlFile, type YamlFile } from '../document/yaml-file.ts';
import { isObject } from '../shared/json.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { Misuse } from '../shared/misuse.ts';
import { distance } from '../shared/spelling.ts';
import { describeUsageError } from './options.ts';

/**
 * Gives a parsed command the options of a YAML file. The command line and the environment take
 * precedence.
 * @throws Misuse that names file and line
 */
export function applyConfigFile(path: string, command: Command): void {
  for (const [name, value] of Object.entries(readConfigFile(path, command.options))) {
    const source = command.getOptionValueSource(name);
    if (source !== undefined && source !== 'default') continue;
    command.setOptionValueWithSource(name, value, 'config');
  }
}

/**
 * Reads options from a YAML file. Its keys are the long names without dashes, its values are parsed as
 * on the command line, and paths in it are relative to the file.
 * @throws Misuse that names file and line
 */
export function readConfigFile(path: string, options: readonly Option[]): Record<string, unknown> {
  const file = readYamlFile(path);
  if (file.value === null) return {};
  if (!isObject(file.value)) {
    throw file.defect('', 'this has no options', 'write each in a line, as in "timeout: 500"');
  }
  const given = Object.entries(file.value).map(([name, value]) =>
    parse(file, options, name, value),
  );
  return Object.assign({}, ...given);
}

function parse(file: YamlFile, options: readonly Option[], name: string, value: unknown): object {
  const pointer = formatPointer([name]);
  const option = options.find(({ long }) => long === `--${name}`);
  if (option === undefined || name === 'config') {
    const shown = options.filter(({ hidden }) => !hidden).map(({ long }) => long?.slice(2) ?? '');
    const known = shown.filter((one) => one !== 'config');
    const [near = ''] = known.toSorted((one, other) => distance(name, one) - distance(name, other));
    const isNear = distance(name, near) < Math.min(3, near.length / 2);
    const remedy = isNear ? `perhaps ${near} is meant` : `use ${known.join(', ')}`;
    throw file.defect(pointer, `there is no option "${name}"`, remedy);
  }
  const isFlag = !option.required && !option.optional;
  if (isFlag && typeof value !== 'boolean') {
    throw file.defect(pointer, `"${name}" is neither true nor false`, 'write one of them');
  }
  if (isFlag && value === false) return {};
  const values = [value].flat();
  if (values.some((one) => typeof one === 'object' || one === undefined)) {
    const remedy = 'write text, a number or a list of them';
    throw file.defect(pointer, `"${name}" has no usable value`, remedy);
  }
  const args = isFlag
    ? [`--${name}`]
    : values.flatMap((one) => [`--${name}`, withPath(String(one), option.flags, file.file)]);
  const reader = new Command().exitOverride().configureOutput({ outputError: () => {} });
  try {
    reader.addOption(withoutDefault(option)).parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const { line } = file.locate(pointer);
    throw new Misuse(`${file.file}:${line}: ${describeUsageError(error)}`);
  }
  const parsed = reader.opts();
  if (Array.isArray(value) && typeof Object.values(parsed)[0] !== 'object') {
    throw file.defect(
      pointer,
      `"${name}" takes one value, not a list`,
      'write it without brackets',
    );
  }
  return parsed;
}

// `--initial <file>` has a path, `--preset <name=file>` has one behind a name, and `--store <file|url>` may have.
function withPath(value: string, flags: string, file: string): string {
  const [, kind = ''] = /<(.*)>/.exec(flags) ?? [];
  if (!/(^|=)(file|dir)(\|url)?$/.test(kind) || /^[a-z][a-z\d+.-]+:\/\//i.test(value)) return value;
  // What looks like a URL, the option itself refuses.
  if (kind.endsWith('|url') && /^[a-z\d+.-]{2,}:|^:/i.test(value)) return value;
  const isNamed = kind.includes('=');
  const start = isNamed ? value.indexOf('=') + 1 : 0;
  const path = value.slice(start);
  return path === '' || (isNamed && start === 0)
    ? value
    : value.slice(0, start) + resolve(dirname(file), path);
}

// Neither the environment nor a default stands in for what the file says.
function withoutDefault(option: Option): Option {
  const copy = new Option(option.flags, option.description);
  if (option.parseArg !== undefined) copy.argParser(option.parseArg);
  if (option.argChoices !== undefined) copy.choices(option.argChoices);
  return copy;
}
