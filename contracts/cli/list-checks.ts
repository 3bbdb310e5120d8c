import { ownContract } from '../../spec/index.ts';
import { responsePromises } from '../checks/response-watch.ts';
import { loadAll } from '../run/load-contract.ts';
import { allChecks } from '../run/verify.ts';

// Lists cases and checks together: id, sentence, source or doubt.

// Who reads the list may stop reading, as in `| head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const { contract, catalogue } = await loadAll(process.argv[2] ?? ownContract);
const checks = allChecks(contract, catalogue);
const rows = [
  ...checks.map(({ id, says, source, doubt, promises }) => ({
    id,
    says,
    from: [
      ...promises,
      ...(doubt === undefined ? [] : [doubt]),
      ...(source === undefined ? [] : [Object.values(source).join('/')]),
    ].join(', '),
  })),
  ...Object.entries(responsePromises).map(([id, says]) => ({
    id: `answers-${id}`,
    says,
    from: '',
  })),
];
const width = Math.max(...rows.map(({ id }) => id.length));
for (const { id, says, from } of rows) {
  process.stdout.write(`${id.padEnd(width)}  ${says}${from === '' ? '' : ` (${from})`}\n`);
}
process.stdout.write(`\n${rows.length} checks\n`);
