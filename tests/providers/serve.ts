import { parseArgs } from 'node:util';
import { faults, lawful, startProvider } from './index.ts';

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        list: { type: 'boolean', default: false },
        lawful: { type: 'string' },
        fault: { type: 'string' },
        port: { type: 'string', default: '0' },
      },
    });
    if (!/^\d{1,5}$/.test(values.port)) throw new Error(`There is no port ${values.port}.`);
    return values;
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}

function misused(message: string): never {
  console.error(message);
  process.exit(2);
}

const options = readOptions();
if (options.list) {
  for (const { id, says } of lawful) console.log(`--lawful ${id}\t${says}`);
  for (const { id, says } of faults) console.log(`--fault ${id}\t${says}`);
} else {
  const way = lawful.find(({ id }) => id === options.lawful);
  const fault = faults.find(({ id }) => id === options.fault);
  if (options.lawful !== undefined && !way)
    misused(`There is no lawful way ${options.lawful}; --list shows them all.`);
  if (options.fault !== undefined && !fault)
    misused(`There is no fault ${options.fault}; --list shows them all.`);
  if (way && fault) misused('Give --lawful or --fault, not both.');
  const provider = await startProvider((way ?? fault)?.ways, Number(options.port));
  console.log(provider.url);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void provider.close());
}
