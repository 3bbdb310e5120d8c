/** Calls that the mock refuses, and misread results: none of them compiles. */
import type { DataApiClient, Problem } from 'data-api-contract/client';

const rules = '/melodies/personal';
const rule = '/melodies/personal/{id}';
const number = '/numbers/virtual-number/{id}';
const params = { path: { id: 77 } };
const melody = { source_type: 'system', media_id: 50 } as const;

export const bodies = (api: DataApiClient) => [
  // @ts-expect-error -- a list is no text
  api.POST(rules, { body: { ...melody, number_capacity_ids: 'nonsense' } }),
  // @ts-expect-error -- a list is not null
  api.POST(rules, { body: { ...melody, number_capacity_ids: [1], employee_group_ids: null } }),
  // @ts-expect-error -- an id is a number
  api.POST(rules, { body: { ...melody, number_capacity_ids: ['1'] } }),
  // @ts-expect-error -- one of the two lists is required
  api.POST(rules, { body: { ...melody } }),
  // @ts-expect-error -- there is no such source
  api.POST(rules, { body: { number_capacity_ids: [1], source_type: 'Client', media_id: 50 } }),
  // @ts-expect-error -- the id of a melody is a number
  api.POST(rules, { body: { number_capacity_ids: [1], source_type: 'client', media_id: '50' } }),
  // @ts-expect-error -- the melody is required
  api.POST(rules, { body: { number_capacity_ids: [1], source_type: 'client' } }),
  // @ts-expect-error -- the field is called number_capacity_ids
  api.POST(rules, { body: { source_type: 'system', media_id: 50, numberCapacityIds: [1] } }),
  // @ts-expect-error -- a body is required
  api.POST(rules, {}),
  // @ts-expect-error -- the id is required
  api.PUT(rule, { params, body: { ...melody, number_capacity_ids: [1] } }),
  // @ts-expect-error -- a host is a text
  api.PUT(number, { params, body: { purpose: 'company', id: 77, server_host: 42 } }),
  // @ts-expect-error -- a port is a whole number or its digits
  api.PUT(number, { params, body: { purpose: 'company', id: 77, server_port: true } }),
  // @ts-expect-error -- the number of an employee names the employee
  api.PUT(number, { params, body: { purpose: 'employee', id: 77 } }),
  // @ts-expect-error -- there is no such purpose
  api.PUT(number, { params, body: { purpose: 'worker', id: 77 } }),
];

export const requests = (api: DataApiClient) => [
  // @ts-expect-error -- the contract has no such path
  api.GET('/melodies'),
  // @ts-expect-error -- the path has no such method
  api.DELETE(rules, {}),
  // @ts-expect-error -- the path has a parameter
  api.GET(number),
  // @ts-expect-error -- the filter has other values
  api.GET('/numbers/virtual-number', { params: { query: { type: 'mobile' } } }),
];

export const unchecked = async (api: DataApiClient) => {
  const { data } = await api.GET(rules);
  // @ts-expect-error -- there may be an error instead
  return data.length;
};

export const misread = (error: Problem) => [
  // @ts-expect-error -- the contract has no such rule
  error.rule === 'one-rule-per-nothing',
  // @ts-expect-error -- only a broken rule has conflicts
  error.conflicts.length,
];
