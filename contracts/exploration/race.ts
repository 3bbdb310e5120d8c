import { atOneMoment } from '../exchange.ts';
import type { Item } from '../item.ts';
import type { Asked, Told } from '../provider.ts';
import type { Scene } from '../scene.ts';
import { list } from '../state-check.ts';
import { FaultShown } from './fault-shown.ts';

/**
 * Sends requests at the same moment, each over a connection of its own.
 * @throws FaultShown when one is neither accepted nor refused
 */
export async function race(scene: Scene, requests: readonly Asked[]): Promise<readonly Told[]> {
  const asked = requests.map((one) => ({ ...one, note: `${atOneMoment}: ${one.note}` }));
  const told = await Promise.all(asked.map((one) => scene.ask(one)));
  const fault = told.find(({ reading }) => reading.kind === 'fault');
  if (fault?.reading.kind === 'fault') throw new FaultShown(fault.reading.why);
  await settle(scene, asked);
  return told;
}

// Of several edits of one item at the same moment one came last: the list tells which.
async function settle(scene: Scene, asked: readonly Asked[]): Promise<void> {
  for (const item of scene.items.filter((one) => !one.deleted)) {
    const edits = asked.filter(({ path }) => path === item.path);
    if (edits.length > 1) await readAgain(scene, item);
  }
}

async function readAgain(scene: Scene, { resource, account, identity, holds }: Item) {
  const listed = await list(scene, resource, account);
  const { name } = resource.identity;
  const stored = listed?.find((one) => String(one[name]) === String(identity));
  if (stored === undefined) return;
  for (const property of resource.properties) {
    if (!property.secret) holds.set(property.name, stored[property.name]);
  }
}
