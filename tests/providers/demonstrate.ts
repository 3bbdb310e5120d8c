import { Client } from './client.ts';
import type { Fault } from './fault.ts';
import type { Provider } from './provider.ts';

/** Whether a fresh provider shows a fault. */
export function demonstrate(
  fault: Fault,
  { url, tokens }: Pick<Provider, 'url' | 'tokens'>,
): Promise<boolean> {
  return fault.shows(new Client(url, tokens.first), new Client(url, tokens.second));
}
