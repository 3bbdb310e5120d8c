import { tryStack } from './proof/stack-trial.ts';
import { plainVariants, postgresVariants, startPostgres } from './providers/stacks/index.ts';

const ids = process.argv.slice(2);
const wanted = ({ id }: { id: string }) =>
  ids.length === 0 || ids.some((one) => id.startsWith(one));
const pgs = postgresVariants.filter(wanted);
const postgres = pgs.length ? await startPostgres() : undefined;
const all = [
  ...pgs.map((v) => ({ v, start: () => v.start(postgres as never) })),
  ...plainVariants.filter(wanted).map((v) => ({ v, start: () => v.start() })),
];
for (const { v, start } of all) {
  const { exit, wrong, summary, requests, ms } = await tryStack(v, start);
  console.log(
    `${wrong.length === 0 ? 'ok  ' : 'BAD '} ${v.id.padEnd(34)} exit ${exit} ${ms} ms ${requests} requests  ${summary.replace(/\s+/g, ' ').slice(0, 140)}`,
  );
  for (const line of wrong.slice(0, 6))
    console.log(`       ${line.replace(/\s+/g, ' ').slice(0, 400)}`);
  if (wrong.length > 6) console.log(`       … ${wrong.length}`);
}
await postgres?.close();
