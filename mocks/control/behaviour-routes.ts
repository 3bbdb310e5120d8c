import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contract } from '../../spec/index.ts';
import { type Fault, type Faults, findContradiction } from '../accounts/faults.ts';
import type { Switches } from '../accounts/switches.ts';
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

/** Serves the switches and faults of one account, or of all, below a prefix. */
export function serveBehaviour(
  app: FastifyInstance,
  prefix: string,
  service: BehaviourService,
  behaviourOf: (request: FastifyRequest) => Behaviour,
): void {
  serveSwitches(app, `${prefix}/switches`, service, (request) => behaviourOf(request).switches);
  serveFaults(app, `${prefix}/faults`, service, (request) => behaviourOf(request).faults);
}

function serveSwitches(
  app: FastifyInstance,
  path: string,
  { contract, checkedBody }: BehaviourService,
  switchesOf: (request: FastifyRequest) => Switches,
): void {
  app.get(path, async (request) => switchViews(contract, switchesOf(request)));
  app.put(path, async (request) => {
    const switches = switchesOf(request);
    switches.set(await checkedBody('setSwitches', request));
    return switchViews(contract, switches);
  });
  app.delete(path, async (request) => {
    const switches = switchesOf(request);
    switches.reset();
    return switchViews(contract, switches);
  });
  app.delete<{ Params: { doubt: string } }>(`${path}/:doubt`, async (request) => {
    const switches = switchesOf(request);
    switches.unset(request.params.doubt);
    return switchViews(contract, switches);
  });
}

function serveFaults(
  app: FastifyInstance,
  path: string,
  { contract, checkedBody }: BehaviourService,
  faultsOf: (request: FastifyRequest) => Faults,
): void {
  app.get(path, async (request) => faultsOf(request).all());
  app.delete(path, async (request, reply) => {
    faultsOf(request).clear();
    return reply.code(204).send();
  });
  app.put(`${path}/:operation`, async (request) => {
    const faults = faultsOf(request);
    const operation = operationOf(request, contract);
    const fault = withNamed(await checkedBody<Fault>('setFault', request), contract);
    const contradiction = findContradiction(fault);
    if (contradiction) throw invalidBody(contradiction.pointer, contradiction.message);
    faults.set(operation, fault);
    return faults.all();
  });
  app.delete(`${path}/:operation`, async (request, reply) => {
    faultsOf(request).remove(operationOf(request, contract));
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
