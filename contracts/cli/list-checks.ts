import { runCommand } from '../../spec/command/run-command.ts';
import { ownContract } from '../../spec/index.ts';
import { responseCheckId, responsePromises } from '../checks/response-watch.ts';
import { loadAll } from '../run/load-contract.ts';
import { allChecks } from '../run/selection.ts';

// Lists all checks, cases included: id, sentence, and promises, doubt or source.
await runCommand(async () => {
  const { contract, catalogue } = await loadAll(process.argv[2] ?? ownContract);
  const rows = [
    ...allChecks(contract, catalogue).map(({ id, says, source = {}, doubt = [], promises }) => {
      const place = Object.values(source).join('/');
      return { id, says, from: [promises, doubt, place].flat().filter(Boolean).join(', ') };
    }),
    ...Object.entries(responsePromises).map(([promise, says]) => {
      return { id: responseCheckId(promise), says, from: '' };
    }),
  ];
  const width = Math.max(...rows.map(({ id }) => id.length));
  for (const { id, says, from } of rows) {
    process.stdout.write(`${id.padEnd(width)}  ${says}${from === '' ? '' : ` (${from})`}\n`);
  }
  process.stdout.write(`\n${rows.length} checks\n`);
  return undefined;
});
