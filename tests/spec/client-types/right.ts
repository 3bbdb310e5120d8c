/** Calls as the documentation shows them, and what an app reads of their results: all of it compiles. */
import type { Conflict, DataApiClient, Problem, Result } from 'data-api-contract/client';

type Rule = { id: number; number_capacity_ids: number[] | null };

export const right = async (api: DataApiClient) => {
  const params = { path: { id: 77 } };
  const melody = { source_type: 'system', media_id: 50 } as const;
  await api.POST('/melodies/personal', { body: { ...melody, number_capacity_ids: [352] } });
  await api.POST('/melodies/personal', { body: { ...melody, employee_group_ids: [93] } });
  const lists = { number_capacity_ids: [352], employee_group_ids: [] };
  await api.POST('/melodies/personal', { body: { ...melody, ...lists } });
  await api.PUT('/melodies/personal/{id}', { params, body: { ...melody, ...lists, id: 77 } });
  const host = '195.211.120.35';
  const number = '/numbers/virtual-number/{id}';
  await api.PUT(number, { params, body: { purpose: 'company', id: 77, server_host: host } });
  await api.PUT(number, { params, body: { purpose: 'employee', employee_id: 123, id: 77 } });
  await api.PUT(number, { params, body: { purpose: 'not_specified', id: 77 } });
  await api.GET('/numbers/virtual-number', { params: { query: { type: 'def' } } });
  await api.GET('/employee', { signal: AbortSignal.timeout(1000), headers: { 'X-Trace': '1' } });
};

export const read = async (api: DataApiClient): Promise<Rule[]> => {
  const { data, error } = await api.GET('/melodies/personal');
  if (error) throw new Error(`${error.status}: ${error.detail}`);
  return data;
};

export const readOther = async (api: DataApiClient): Promise<number> => {
  const result = await api.DELETE('/melodies/personal/{id}', { params: { path: { id: 7 } } });
  return result.error === undefined ? result.data.id : result.error.status;
};

export const bodyOf = async <Body>(call: Promise<Result<Body>>): Promise<Body> => {
  const { data, error } = await call;
  if (error) throw error;
  return data;
};

export const owners = (error: Problem | undefined) => {
  const owner: number | undefined = error?.conflicts?.[0]?.owner;
  const messages: string[] = [];
  for (const { message = '', value } of error?.conflicts ?? [])
    messages.push(`${value} ${message}`);
  const refusal: { rule?: string; detail: string } | undefined = error;
  const mistakes = error?.errors?.map(({ pointer, message }) => `${pointer}: ${message}`);
  return { owner, messages, refusal, mistakes };
};

export const narrowed = (error: Problem): Conflict[] =>
  error.rule === 'one-rule-per-number' || error.rule === 'one-rule-per-group'
    ? error.conflicts
    : [];
