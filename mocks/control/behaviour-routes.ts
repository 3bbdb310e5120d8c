import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contract } from '../../spec/index.ts';
import { type Fault, type Faults, findNonsense } from '../accounts/faults.ts';
import type { Switches } from '../accounts/switches.ts';
import { Refusal } from '../problems/problem.ts';
import { type BodyCheck, wrongBody } from './body-check.ts';

/** What decides how an account, or every account, is answered. */
export interface Behaviour {
  readonly switches: Switches;
  readonly faults: Faults;
}

/** What the routes need besides. */
export interface BehaviourService {
  readonly contract: Contract;
  readonly demandBody: BodyCheck;
}

/** Serves the switches and the faults of one account, or of all, below a prefix. */
export function serveBehaviour(
  on: FastifyInstance,
  prefix: string,
  { contract, demandBody }: BehaviourService,
  of: (request: FastifyRequest) => Behaviour,
): void {
  on.get(`${prefix}/switches`, async (request) => shownSwitches(contract, of(request).switches));
  on.put(`${prefix}/switches`, async (request) => {
    const { switches } = of(request);
    await demandBody('turnSwitches', request.body);
    const wanted = Object.entries(request.body as Record<string, string>);
    // All or nothing: a wrong one among them turns none.
    const before = switches.turned();
    try {
      for (const [doubt, value] of wanted) switches.turn(doubt, value);
    } catch (error) {
      switches.reset();
      for (const [doubt, value] of Object.entries(before)) switches.turn(doubt, value);
      throw error;
    }
    return shownSwitches(contract, switches);
  });
  on.delete(`${prefix}/switches`, async (request) => {
    const { switches } = of(request);
    switches.reset();
    return shownSwitches(contract, switches);
  });
  on.delete<{ Params: { doubt: string } }>(`${prefix}/switches/:doubt`, async (request) => {
    const { switches } = of(request);
    switches.putBack(request.params.doubt);
    return shownSwitches(contract, switches);
  });
  on.get(`${prefix}/faults`, async (request) => of(request).faults.all());
  on.delete(`${prefix}/faults`, async (request, reply) => {
    of(request).faults.clear();
    return reply.code(204).send();
  });
  on.put<{ Params: { operation: string } }>(`${prefix}/faults/:operation`, async (request) => {
    const { faults } = of(request);
    const { operation } = request.params;
    demandOperation(contract, operation);
    await demandBody('setFault', request.body);
    const fault = request.body as Fault;
    const nonsense = findNonsense(fault);
    if (nonsense !== undefined) throw wrongBody(nonsense.pointer, nonsense.message);
    faults.put(operation, fault);
    return faults.all();
  });
  on.delete<{ Params: { operation: string } }>(
    `${prefix}/faults/:operation`,
    async (request, reply) => {
      demandOperation(contract, request.params.operation);
      of(request).faults.remove(request.params.operation);
      return reply.code(204).send();
    },
  );
}

function shownSwitches(contract: Contract, switches: Switches): unknown {
  const positions = switches.positions();
  const turned = switches.turned();
  return contract.doubts
    .filter((doubt) => doubt.switch !== null)
    .map((doubt) => ({
      doubt: doubt.id,
      question: doubt.question,
      value: positions[doubt.id],
      default: doubt.switch?.default,
      values: doubt.switch?.values,
      turned: doubt.id in turned,
    }));
}

function demandOperation(contract: Contract, id: string): void {
  const known = contract.operations.map((operation) => operation.id);
  if (id === '*' || known.includes(id)) return;
  throw new Refusal(
    'invalid-control-request',
    `There is no operation "${id}"; there are ${known.join(', ')}, and * for all.`,
  );
}
