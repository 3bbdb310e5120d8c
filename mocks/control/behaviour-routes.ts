import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contract } from '../../spec/index.ts';
import { type Fault, findContradiction } from '../accounts/faults.ts';
import type { Switches } from '../accounts/switches.ts';
import type { TurnMode } from '../accounts/turns.ts';
import { invalidBody } from './body-check.ts';
import { findOperation } from './contract-view.ts';
import type { ControlService } from './service.ts';

type Behaviour = Pick<ControlService, 'switches' | 'faults'>;
type BehaviourService = Pick<ControlService, 'contract' | 'profile' | 'checkedBody'>;

/**
 * A switch in one scope: its effective value, and whether that is set in this scope; it may also come
 * from the scope of all accounts, or from the profile, whose position and evidence it has.
 */
export type SwitchView = ReturnType<typeof switchViews>[number];

/** How many faults are set, and which switches are turned away from their defaults. */
export interface BehaviourSummary {
  readonly faults: number;
  /** The ids of the doubts. */
  readonly switches: readonly string[];
}

/** Everything that the mock does otherwise than by default, in short. */
export interface BehaviourView {
  readonly all: BehaviourSummary;
  /** What is set for the account itself; null for one that nobody has used. */
  readonly account: BehaviourSummary | null;
  /** The doubts whose switches are not at their defaults for the account, by whichever scope. */
  readonly turned: readonly string[];
  /** Whom the mock behaves as; null for the strict mock. */
  readonly profile: { readonly provider: string | null; readonly date: string | null } | null;
}

/** Serves what is set for all accounts and for one, in short. */
export function serveBehaviourSummary(app: FastifyInstance, service: ControlService): void {
  const { accounts, turns, profile: seen } = service;
  const { provider = null, date = null } = seen ?? {};
  const profile = seen ? { provider, date } : null;
  app.get<{ Querystring: { account?: string } }>(
    '/behaviour',
    async (request): Promise<BehaviourView> => {
      const { account: given = 'me' } = request.query;
      const id = given === 'me' ? accounts.idOf(service.tokenOf(request)) : given;
      const account = await turns.find(id);
      const summary = account && (await turns.run(account, 'read', summarizeBehaviour));
      const all = await turns.runForAll('read', () => summarizeBehaviour(service));
      const turned = (account ?? service).switches.turned();
      return { all, account: summary ?? null, turned, profile };
    },
  );
}

function summarizeBehaviour({ switches, faults }: Behaviour): BehaviourSummary {
  const own = switches.own();
  return {
    faults: Object.keys(faults.all()).length,
    switches: switches.turned().filter((id) => id in own),
  };
}

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
  { checkedBody, ...service }: BehaviourService,
  withBehaviour: WithBehaviour,
): void {
  app.get(path, (request) =>
    withBehaviour(request, 'read', ({ switches }) => switchViews(service, switches)),
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
      return switchViews(service, switches);
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
  const { name } = fault;
  const known = namedFaults.map((one) => one.name);
  throw invalidBody('/name', ({ control }) => control.unknownFault(name, known));
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
  return operation === '*' ? operation : findOperation(contract, operation, true).id;
}

function switchViews(
  { contract: { doubts }, profile }: Omit<BehaviourService, 'checkedBody'>,
  switches: Switches,
) {
  const positions = switches.positions();
  const own = switches.own();
  return doubts.flatMap(({ question, switches: known }) =>
    known.map(({ key: doubt, default: usual, positions: all }) => {
      const values = Object.fromEntries(
        Object.entries(all).map(([name, { says }]) => [name, says]),
      );
      const value = positions[doubt] ?? usual;
      const seen = profile?.positions[doubt] ?? null;
      const isSet = doubt in own;
      return { doubt, question, value, default: usual, values, turned: isSet, profile: seen };
    }),
  );
}
