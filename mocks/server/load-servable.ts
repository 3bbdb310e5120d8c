import {
  type Contract,
  ContractDefect,
  loadContract,
  Misuse,
  ownContract,
} from '../../spec/index.ts';
import { isControlPath } from '../http/control-api.ts';
import { isPrefix } from '../http/prefix.ts';

/** What a mock is given of the contract that it serves. */
export interface ServableOptions {
  readonly spec?: string | undefined;
  readonly strictDocument?: boolean | undefined;
  readonly initial?: string | undefined;
  readonly presets?: Readonly<Record<string, string>> | undefined;
  readonly prefix?: string | undefined;
}

/**
 * Loads a contract that can be served; this project's own is always held strictly.
 * @throws ContractDefect if it is defective or has a path of the control API, Misuse for a preset whose name
 * is built in or a prefix that is no path
 */
export async function loadServable(options: ServableOptions): Promise<Contract> {
  const { spec, initial, presets, prefix = '', strictDocument = false } = options;
  const taken = Object.keys(presets ?? {}).find((name) => /^(empty|documented)$/.test(name));
  if (taken !== undefined) {
    throw new Misuse(`The preset "${taken}" is built in; give the file another name.`);
  }
  if (!isPrefix(prefix)) {
    throw new Misuse(`The prefix "${prefix}" is not a path; use one such as /api.`);
  }
  const strict = strictDocument || spec === undefined;
  const contract = await loadContract(spec ?? ownContract, { initial, presets, strict });
  const clash = contract.operations.find((one) => isControlPath(prefix + one.path));
  if (clash === undefined) return contract;
  throw new ContractDefect(
    contract.locate(clash.pointer),
    `the path ${clash.path} belongs to the mock's control API`,
    'rename it',
  );
}
