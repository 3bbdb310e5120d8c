import { parseArgs } from 'node:util';
import type { Layer, Report } from '../../contracts/index.ts';
import { faults, invisible, lawful, type Ways } from '../providers/index.ts';
import { judge } from './judge.ts';
import { tokensFor } from './lawful-tokens.ts';

// Verifies every example provider with everything: no lawful one may be accused, every fault has to
// be found. `npm run proof -- [ids…] [--only pact|checks|exploration]`

const layers: readonly Layer[] = ['pact', 'checks', 'exploration'];
const options = readOptions();
const width = Math.max(...[...lawful, ...faults].map(({ id }) => id.length));
const wanted = ({ id }: { readonly id: string }) =>
  options.ids.length === 0 || options.ids.includes(id);
const counts = { lawful: 0, accused: 0, faulty: 0, missed: 0 };
const wrong: string[] = [];

for (const way of lawful.filter(wanted)) {
  const report = await tell(way, tokensFor(way));
  counts.lawful += 1;
  if (report.exitCode === 0) continue;
  counts.accused += 1;
  wrong.push(`${way.id} is lawful, and the verdict is "${report.verdict}": ${report.summary}`);
}
for (const fault of faults.filter(wanted)) {
  const report = await tell(fault);
  counts.faulty += 1;
  if (report.verdict === 'broken') continue;
  counts.missed += 1;
  wrong.push(`${fault.id} is a fault, and the verdict is "${report.verdict}": ${report.summary}`);
}
for (const line of wrong) console.log(line);
const found = counts.missed === 0 ? 'all found' : `${counts.missed} missed`;
console.log(
  `\n${counts.lawful} lawful providers, ${counts.accused} accused; ${counts.faulty} faults, ${found}; ` +
    `${invisible.length} more that no verifier can see from outside`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

async function tell(
  { id, ways }: { readonly id: string; readonly ways: Ways },
  tokens: Partial<ReturnType<typeof tokensFor>> = {},
): Promise<Report> {
  const report = await judge(ways, { only: options.only, ...tokens });
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
      options: { only: { type: 'string' } },
    });
    const only = layers.find((one) => one === values.only);
    if (values.only !== undefined && only === undefined) {
      throw new Error(`There is no layer ${values.only}; there are ${layers.join(', ')}.`);
    }
    const known = [...lawful, ...faults].map(({ id }) => id);
    const unknown = positionals.find((id) => !known.includes(id));
    if (unknown !== undefined) throw new Error(`There is no example provider ${unknown}.`);
    return { only, ids: positionals };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
