import type { FakeRequest, Reply } from './under-test.ts';

/** A rule as a fake stores it. */
export interface Rule {
  readonly id: number;
  readonly number_capacity_ids: unknown;
  readonly employee_group_ids: unknown;
  readonly source_type: unknown;
  readonly media_id: unknown;
}

/** How a fake differs from one that keeps the pact. */
export interface Ways {
  readonly refuse?: () => Reply;
  readonly show?: (rule: Rule) => unknown;
}

/** Creates a minimal provider that keeps the consumer's pact. */
export function createFake({
  refuse = () => ({ status: 422, json: { message: 'no' } }),
  show = (rule) => rule,
}: Ways = {}) {
  const rules = new Map<number, Rule>();
  let last = 100;

  const lists = (rule: Pick<Rule, 'number_capacity_ids' | 'employee_group_ids'>) => [
    ...[rule.number_capacity_ids ?? []].flat().map((id) => `number ${id}`),
    ...[rule.employee_group_ids ?? []].flat().map((id) => `group ${id}`),
  ];

  function store(id: number, json: Partial<Rule>): Reply {
    const { number_capacity_ids = null, employee_group_ids = null, source_type, media_id } = json;
    const rule = { number_capacity_ids, employee_group_ids, source_type, media_id, id };
    const held = new Set([...rules.values()].filter((one) => one.id !== id).flatMap(lists));
    const wrong = source_type === undefined || typeof media_id !== 'number';
    const claims = lists(rule);
    if (wrong || claims.length === 0 || claims.some((one) => held.has(one))) return refuse();
    rules.set(id, rule);
    return { status: 200, json: show(rule) };
  }

  function reply({ method, path, json }: FakeRequest): Reply {
    const [, collection, , id = ''] = path.split('/');
    if (collection === 'numbers') return { status: 200, json };
    if (method === 'GET') return { status: 200, json: [...rules.values()].map(show) };
    if (method === 'POST') return store(++last, json as Partial<Rule>);
    if (!rules.has(Number(id))) return refuse();
    if (method === 'PUT') return store(Number(id), json as Partial<Rule>);
    rules.delete(Number(id));
    return { status: 200, json: { id: Number(id) } };
  }

  return { reply, rules, store };
}
