import { describe, expect, test } from 'vitest';
import { demandsOf } from './demands.ts';
import { pactOf, path, rule } from './one-interaction.ts';

const sip = { id: 608, login: 'a', password: 'b', purpose: 'company', server_host: 'pbx.example' };
const number = '/numbers/virtual-number/608';

const added = { source_type: 'system', media_id: 50, number_capacity_ids: [1, 2] };

describe('what a pact asks for beyond the contract is told with its row or its doubt:', () => {
  test.each([
    {
      given: 'an unknown path',
      request: { path: '/health' },
      want: /^one: the document has no GET \/health \(\S*openapi\.yaml\)$/,
    },
    {
      given: 'something that cannot be compared',
      request: { query: 5 },
      want: /^one: in the request, it cannot be compared with the document \(Malformed Pact file\)/,
    },
    {
      given: 'a field that is missing in a request',
      request: { body: { media_id: 50, number_capacity_ids: [1] } },
      want: /^one: the request lacks \$\.source_type \(\S*openapi\.yaml:\d+, page add-personal-melody, row source_type\)$/,
    },
    {
      given: 'another type in a response',
      response: { body: [{ ...rule, media_id: 'x' }] },
      want: /^one: in the response, \$\[0\]\.media_id must be integer \(\S*openapi\.yaml:\d+, page \S+, row media_id\)$/,
    },
    {
      given: 'another refusal than that of the token, without one',
      request: { headers: {}, body: { media_id: 50 } },
      response: { status: 422 },
      want: /^one: the request has no Authorization \(\S*openapi\.yaml:\d+, page add-personal-melody\)$/,
    },
    {
      given: 'no token',
      request: { headers: {} },
      want: /^one: the request has no Authorization \(\S*openapi\.yaml:\d+, page list-personal-melodies\)$/,
    },
    {
      given: 'a field that no page names',
      response: { body: [{ ...rule, colour: 1 }] },
      want: /^one: the response has \$\[0\]\.colour \(D15: /,
    },
    {
      given: 'an unknown field in a request',
      request: { body: { ...added, colour: 1 } },
      want: /^one: the request has \$\.colour \(D14: /,
    },
    {
      given: 'a squashed name in a request',
      request: { body: { source_type: 'system', media_id: 50, numbercapacityids: [1] } },
      want: /^one: the request has \$\.numbercapacityids \(D1: /,
    },
    {
      given: 'null for a list in a request',
      request: { body: { ...added, employee_group_ids: null } },
      want: /^one: in the request, \$\.employee_group_ids must be array \(D13: /,
    },
    {
      given: 'a refusal of null for a list',
      request: { body: { ...added, employee_group_ids: null } },
      response: { status: 422 },
      want: /^one: a refusal is expected because in the request, \$\.employee_group_ids must be array \(D13: /,
    },
    {
      given: 'an empty list as []',
      response: { body: [{ ...rule, employee_group_ids: [] }] },
      want: /^one: \$\.employee_group_ids is \[\] \(D9: /,
    },
    {
      given: 'an empty list as null',
      response: { body: [{ ...rule, employee_group_ids: null }] },
      want: /^one: \$\.employee_group_ids is null \(D9: /,
    },
    {
      given: 'the order of a list',
      request: { body: added },
      response: { body: { ...added, id: 1 } },
      want: /^one: \$\.number_capacity_ids is \[1,2\] \(D23: /,
    },
    {
      given: 'a password that is echoed',
      request: { method: 'PUT', path: number, body: sip },
      response: { body: { id: 608, password: 'b' } },
      want: /^one: \$\.password is \*\*\* \(D18: /,
    },
    {
      given: 'a port as a number',
      request: { method: 'PUT', path: number, body: { ...sip, server_port: 5060 } },
      response: { body: { id: 608, server_port: 5060 } },
      want: /^one: \$\.server_port is 5060 \(D3: /,
    },
    {
      given: 'null for a field that was not sent',
      request: { method: 'PUT', path: number, body: sip },
      response: { body: { id: 608, comment: null } },
      want: /^one: \$\.comment is null \(D25: /,
    },
    {
      given: 'a success with another status',
      request: { body: added },
      response: { status: 201 },
      want: /^one: the status is exactly 201 \(D7: /,
    },
    {
      given: 'the status of a refusal',
      request: { body: { media_id: 50 } },
      response: { status: 409 },
      want: /^one: the status is exactly 409 \(D8: /,
    },
    {
      given: 'the body of a refusal',
      request: { body: { media_id: 50 } },
      response: { status: 409, body: { title: 'no' } },
      want: /^one: the refusal has a certain body \(D8: /,
    },
  ])('$given', async ({ request = {}, response = {}, want }) => {
    const demands = await demandsOf(JSON.stringify(pactOf(request, response)));
    expect(demands).toContainEqual(expect.stringMatching(want));
  });

  test.each([
    {
      given: 'a refusal of a request without a token',
      request: { headers: {} },
      response: {
        status: 401,
        matchingRules: {
          status: { $: { matchers: [{ match: 'statusCode', status: 'clientError' }] } },
        },
      },
    },
    { given: 'an exact 200', response: { body: [rule] } },
    {
      given: 'a list that a matcher reads in any order',
      request: { body: added },
      response: { body: { ...added, id: 1 }, matchingRules: { '$.body': { match: 'type' } } },
    },
    {
      given: 'a matcher for any status of a class',
      version: '4.0',
      request: { body: { media_id: 50 } },
      response: {
        status: 422,
        matchingRules: {
          status: { $: { matchers: [{ match: 'statusCode', status: 'clientError' }] } },
        },
      },
    },
    {
      given: 'an id of a provider state',
      version: '3.0.0',
      request: {
        path: `${path}/77`,
        method: 'DELETE',
        generators: { path: { type: 'ProviderState', expression: `${path}/\${rule}` } },
      },
      response: { body: { id: 77 } },
    },
  ])('but not $given', async ({ request = {}, response, version }) => {
    expect(await demandsOf(JSON.stringify(pactOf(request, response, version)))).toEqual([]);
  });
});
