import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMock } from '../../../mocks/index.ts';
import { isObject, type JsonObject, loadContract, ownContract } from '../../../spec/index.ts';
import { createAccountClient } from '../../mocks/account-client.ts';
import { ModelWorld, type Write } from './model-world.ts';

// The verifier's model and the mock share no code but the contract, and must agree on every write.

const bookingDesk = fileURLToPath(
  new URL('../../fixtures/booking-desk/openapi.yaml', import.meta.url),
);
const shapes = { size: 'max' } as const;

function writes(fields: Readonly<Record<string, fc.Arbitrary<JsonObject>>>): fc.Arbitrary<Write> {
  return fc.oneof(
    ...Object.entries(fields).map(([collection, body]) =>
      fc.record({
        collection: fc.constant(collection),
        do: fc.constantFrom<Write['do']>('add', 'add', 'edit', 'edit', 'delete'),
        pick: fc.nat({ max: 3 }),
        fields: body,
      }),
    ),
  );
}

const few = (max: number) =>
  fc.uniqueArray(fc.nat({ max: 4 }), { ...shapes, minLength: 1, maxLength: max });
const melodies = {
  '/melodies/personal': fc
    .record(
      {
        number_capacity_ids: few(3).map((ids) => ids.map((id) => 1000 + id)),
        employee_group_ids: few(2).map((ids) => ids.map((id) => 2000 + id)),
        source_type: fc.constantFrom('client', 'system'),
        media_id: fc.constant(50),
      },
      { requiredKeys: ['source_type', 'media_id'] },
    )
    .filter((one) => one.number_capacity_ids !== undefined || one.employee_group_ids !== undefined),
};

const nullable = <Value>(...values: Value[]) => fc.constantFrom(null, ...values);
const booking = {
  '/rooms': fc.record({
    room: fc.constantFrom('atrium', 'attic', 'hall'),
    title: fc.constant('A room'),
    address: fc.record({ building: fc.constantFrom('North', 'North', 'South') }),
    zones: fc.array(
      fc.record({
        name: fc.constantFrom('door', 'wall'),
        lockers: fc.array(fc.constantFrom(5, '5', 7, 8), { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
  }),
  '/rooms/{room}/desks': fc.record({
    seat: fc.constantFrom('A1', 'A2', 'A3'),
    kind: fc.constantFrom('hot', 'hot', 'fixed'),
    vendor: nullable('Bekant', 'Lagkapten'),
    serial: nullable('100', '101'),
  }),
  '/rooms/{room}/desks/{desk}/bookings': fc.record({
    day: fc.constantFrom('2026-05-04', '2026-05-05'),
    slot: nullable('morning', 'afternoon'),
    badge: nullable('red', 'blue', 'green'),
    guests: fc.array(
      fc.record({ name: fc.constant('A'), email: nullable('a@b.example', 'c@d.example') }),
      { maxLength: 2 },
    ),
  }),
  '/stewards': fc.record({
    name: fc.constant('Alan'),
    shifts: fc.array(
      fc.record({ day: fc.constantFrom('mon', 'tue'), hour: fc.constantFrom(8, 9) }),
      { maxLength: 2 },
    ),
  }),
};

test.each([
  { is: "this project's own document", spec: ownContract, fields: melodies, key: 'authorization' },
  { is: 'the booking desk', spec: bookingDesk, fields: booking, key: 'x-desk-key' },
])('the model of the rules and the mock agree about $is', async ({ spec, fields, key }) => {
  const contract = await loadContract(spec);
  const mock = await createMock({ spec });
  const client = createAccountClient(mock);
  let account = 0;
  const seen = { accepted: 0, refused: 0 };
  const sequence = fc.array(writes(fields), { ...shapes, minLength: 1, maxLength: 12 });
  const property = fc.asyncProperty(sequence, async (steps) => {
    const world = new ModelWorld(contract);
    const headers = { [key]: `account-${++account}`, 'x-channel': 'app' };
    for (const step of steps) {
      const request = world.build(step);
      if (request === undefined) continue;
      const { method, url, body, want, apply } = request;
      const response = await client.send(method, url, body, headers);
      const verdict = response.status === 409 ? 'refused' : response.status;
      const accepted = response.status >= 200 && response.status < 300;
      expect({ method, url, body, verdict: accepted ? 'accepted' : verdict }).toEqual({
        method,
        url,
        body,
        verdict: want,
      });
      seen[want] += 1;
      if (accepted) apply(isObject(response.body) ? response.body : {});
    }
  });
  try {
    await fc.assert(property, { seed: 4, numRuns: 300 });
    // Without enough of both, agreement would mean little.
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(100);
  } finally {
    await mock.close();
  }
});
