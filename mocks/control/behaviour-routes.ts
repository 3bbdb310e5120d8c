import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contract } from '../../spec/index.ts';
import { type Fault, type Faults, findContradiction } from '../accounts/faults.ts';
import type { Switches } from '../accounts/switches.ts';
import { Refusal } from '../problems/problem.ts';
import { type AssertBody, invalidBody } from './body-check.ts';

/** What decides how an account, or every account, is answered. */
export interface Behaviour {
  readonly switches: Switches;
  readonly faults: Faults;
}

/** What the routes need besides. */
export interface BehaviourService {
  readonly contract: Contract;
  readonly assertBody: AssertBody;
}

/** Serves the switches and the faults of one account, or of all, below a prefix. */
export function serveBehaviour(
  on: FastifyInstance,
  prefix: string,
  { contract, assertBody }: BehaviourService,
  of: (request: FastifyRequest) => Behaviour,
): void {
  on.get(`${prefix}/switches`, async (request) => switchViews(contract, of(request).switches));
  on.put(`${prefix}/switches`, async (request) => {
    const { switches } = of(request);
    await assertBody('turnSwitches', request.body);
    const wanted = Object.entries(request.body as Record<string, string>);
    // All or nothing: a wrong one among them turns none.
    const before = switches.own();
    try {
      for (const [doubt, value] of wanted) switches.set(doubt, value);
    } catch (error) {
      switches.reset();
      for (const [doubt, value] of Object.entries(before)) switches.set(doubt, value);
      throw error;
    }
    return switchViews(contract, switches);
  });
  on.delete(`${prefix}/switches`, async (request) => {
    const { switches } = of(request);
    switches.reset();
    return switchViews(contract, switches);
  });
  on.delete<{ Params: { doubt: string } }>(`${prefix}/switches/:doubt`, async (request) => {
    const { switches } = of(request);
    switches.unset(request.params.doubt);
    return switchViews(contract, switches);
  });
  on.get(`${prefix}/faults`, async (request) => of(request).faults.all());
  on.delete(`${prefix}/faults`, async (request, reply) => {
    of(request).faults.clear();
    return reply.code(204).send();
  });
  on.put<{ Params: { operation: string } }>(`${prefix}/faults/:operation`, async (request) => {
    const { faults } = of(request);
    const { operation } = request.params;
    assertOperation(contract, operation);
    await assertBody('setFault', request.body);
    const fault = request.body as Fault;
    const nonsense = findContradiction(fault);
    if (nonsense !== undefined) throw invalidBody(nonsense.pointer, nonsense.message);
    faults.set(operation, fault);
    return faults.all();
  });
  on.delete<{ Params: { operation: string } }>(
    `${prefix}/faults/:operation`,
    async (request, reply) => {
      assertOperation(contract, request.params.operation);
      of(request).faults.remove(request.params.operation);
      return reply.code(204).send();
    },
  );
}

function switchViews(contract: Contract, switches: Switches): unknown {
  const positions = switches.positions();
  const turned = switches.own();
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

function assertOperation(contract: Contract, id: string): void {
  const known = contract.operations.map((operation) => operation.id);
  if (id === '*' || known.includes(id)) return;
  throw new Refusal(
    'invalid-control-request',
    `There is no operation "${id}"; there are ${known.join(', ')}, and * for all.`,
  );
}
