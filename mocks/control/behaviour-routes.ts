import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contract } from '../../spec/index.ts';
import { type Fault, findContradiction } from '../accounts/faults.ts';
import type { Switches } from '../accounts/switches.ts';
import type { TurnMode } from '../accounts/turns.ts';
import { invalidBody } from './body-check.ts';
import { findOperation } from './contract-view.ts';
import type { ControlService } from './service.ts';

type Behaviour = Pick<ControlService, 'switches' | 'faults'>;
type BehaviourService = Pick<ControlService, 'contract' | 'checkedBody'>;

/**
 * A switch in one scope: its effective value, and whether that is set in this scope; it may also come
 * from the scope of all accounts.
 */
export type SwitchView = ReturnType<typeof switchViews>[number];

/** Serves the faults that can be set by name. */
export function serveNamedFaults(app: FastifyInstance, { contract }: BehaviourService): void {
  app.get('/named-faults', async () => contract.namedFaults);
}

/** Does work on the switches and faults that a request is about. */
type WithBehaviour = <Value>(
  request: FastifyRequest,
  mode: TurnMode,
  work: (behaviour: Behaviour) => Value,
) => Promise<Value>;

/** Serves the switches and faults of one account, or of all, below a prefix. */
export function serveBehaviour(
  app: FastifyInstance,
  prefix: string,
  service: BehaviourService,
  withBehaviour: WithBehaviour,
): void {
  serveSwitches(app, `${prefix}/switches`, service, withBehaviour);
  serveFaults(app, `${prefix}/faults`, service, withBehaviour);
}

function serveSwitches(
  app: FastifyInstance,
  path: string,
  { contract, checkedBody }: BehaviourService,
  withBehaviour: WithBehaviour,
): void {
  app.get(path, (request) =>
    withBehaviour(request, 'read', ({ switches }) => switchViews(contract, switches)),
  );
  app.put(path, async (request) => {
    await withBehaviour(request, 'read', () => undefined);
    const positions = await checkedBody<Record<string, string>>('setSwitches', request);
    return turn(request, (switches) => switches.set(positions));
  });
  app.delete(path, (request) => turn(request, (switches) => switches.reset()));
  app.delete<{ Params: { doubt: string } }>(`${path}/:doubt`, (request) =>
    turn(request, (switches) => switches.unset(request.params.doubt)),
  );

  function turn(request: FastifyRequest, change: (switches: Switches) => void) {
    return withBehaviour(request, 'write', ({ switches }) => {
      change(switches);
      return switchViews(contract, switches);
    });
  }
}

function serveFaults(
  app: FastifyInstance,
  path: string,
  { contract, checkedBody }: BehaviourService,
  withBehaviour: WithBehaviour,
): void {
  app.get(path, (request) => withBehaviour(request, 'read', ({ faults }) => faults.all()));
  app.delete(path, async (request, reply) => {
    await withBehaviour(request, 'write', ({ faults }) => faults.clear());
    return reply.code(204).send();
  });
  app.put(`${path}/:operation`, async (request) => {
    await withBehaviour(request, 'read', () => undefined);
    const operation = operationOf(request, contract);
    const fault = withNamed(await checkedBody<Fault>('setFault', request), contract);
    const contradiction = findContradiction(fault);
    if (contradiction) throw invalidBody(contradiction.pointer, contradiction.message);
    return withBehaviour(request, 'write', ({ faults }) => {
      faults.set(operation, fault);
      return faults.all();
    });
  });
  app.delete(`${path}/:operation`, async (request, reply) => {
    await withBehaviour(request, 'write', ({ faults }) =>
      faults.remove(operationOf(request, contract)),
    );
    return reply.code(204).send();
  });
}

function withNamed(fault: Fault, { namedFaults }: Contract): Fault {
  if (fault.name === undefined) return fault;
  const found = namedFaults.find(({ name }) => name === fault.name);
  if (found !== undefined) return { ...found.fault, ...fault, ...headersOf(found.fault, fault) };
  const names = namedFaults.map(({ name }) => name).join(', ');
  const known = names === '' ? ': the contract names none' : `; there are ${names}`;
  throw invalidBody('/name', `There is no fault "${fault.name}"${known}.`);
}

// Header by header: Retry-After does not make JSON of a page of HTML.
function headersOf({ headers }: Fault, { headers: own }: Fault): Pick<Fault, 'headers'> {
  if (headers === undefined || own === undefined) return {};
  const replaced = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { headers: { ...Object.fromEntries(kept), ...own } };
}

function operationOf({ params }: FastifyRequest, contract: Contract): string {
  const { operation } = params as { operation: string };
  return operation === '*' ? operation : findOperation(contract, operation, 'and * for all').id;
}

function switchViews({ doubts }: Contract, switches: Switches) {
  const positions = switches.positions();
  const own = switches.own();
  return doubts.flatMap(({ id, question, switch: known }) => {
    if (known === null) return [];
    const { default: usual, values } = known;
    const value = positions[id] ?? usual;
    return [{ doubt: id, question, value, default: usual, values, turned: id in own }];
  });
}
