import { parseArgs } from 'node:util';
import type { Layer, Report, VerifyOptions } from '../../contracts/index.ts';
import { faults, invisible, lawful, type Ways } from '../providers/index.ts';
import { proveExploration } from './exploration.ts';
import { judge } from './judge.ts';
import { optionsFor } from './lawful-options.ts';

// Verifies every example provider: no lawful one may be accused, every fault must be found.
// `npm run proof -- [ids…] [--only pact|checks|exploration] [--seeds N]`
//
// With `--only exploration` it tries the faults of uniqueness, explores each lawful provider with several
// seeds, and prints a table.

const layers: readonly Layer[] = ['pact', 'checks', 'exploration'];
const options = readOptions();
const width = Math.max(...[...lawful, ...faults].map(({ id }) => id.length));
const wanted = ({ id }: { readonly id: string }) =>
  options.ids.length === 0 || options.ids.includes(id);
const counts = { lawful: 0, accused: 0, faulty: 0, missed: 0 };
const wrong: string[] = [];

if (options.only === 'exploration') {
  const wrongThere = await proveExploration(options.ids, options.seeds);
  for (const line of wrongThere) console.log(line);
  process.exit(wrongThere.length === 0 ? 0 : 1);
}

for (const way of lawful.filter(wanted)) {
  counts.lawful += 1;
  for (let seed = 1; seed <= options.seeds; seed += 1) {
    const report = await verifyAndPrint(way, { ...optionsFor(way), seed });
    if (report.exitCode === 0) continue;
    counts.accused += 1;
    wrong.push(`${way.id} is lawful, but the verdict is "${report.verdict}": ${report.summary}`);
    break;
  }
}
for (const fault of faults.filter(wanted)) {
  const report = await verifyAndPrint(fault, { testData: fault.testData });
  counts.faulty += 1;
  if (report.verdict === 'broken') continue;
  counts.missed += 1;
  wrong.push(`${fault.id} is a fault, but the verdict is "${report.verdict}": ${report.summary}`);
}
for (const line of wrong) console.log(line);
const found = counts.missed === 0 ? 'all found' : `${counts.missed} missed`;
console.log(
  `\n${counts.lawful} lawful providers, ${counts.accused} accused; ${counts.faulty} faults, ${found}; ` +
    `${invisible.length} more faults are invisible from outside`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

async function verifyAndPrint(
  { id, ways }: { readonly id: string; readonly ways: Ways },
  more: Partial<VerifyOptions> = {},
): Promise<Report> {
  const report = await judge(ways, { only: options.only, ...more });
  const broken = report.results.find(({ outcome }) => outcome === 'broken');
  const evidence = broken === undefined ? '' : `${broken.id}  ${broken.exchanges.length}`;
  console.log(
    `${id.padEnd(width)}  ${report.verdict.padEnd(12)}  ${String(report.ms).padStart(7)}  ${evidence}`.trimEnd(),
  );
  return report;
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { only: { type: 'string' }, seeds: { type: 'string', default: '1' } },
    });
    const only = layers.find((one) => one === values.only);
    if (values.only !== undefined && only === undefined) {
      throw new Error(`There is no layer ${values.only}; use ${layers.join(', ')}.`);
    }
    const known = [...lawful, ...faults].map(({ id }) => id);
    const unknown = positionals.find((id) => !known.includes(id));
    if (unknown !== undefined) throw new Error(`There is no example provider ${unknown}.`);
    const seeds = Number(values.seeds);
    if (!Number.isInteger(seeds) || seeds < 1)
      throw new Error('--seeds must be a whole number, 1 or more.');
    return { only, ids: positionals, seeds };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
