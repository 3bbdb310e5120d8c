import { MatchersV3 } from '@pact-foundation/pact';
import {
  add,
  edit,
  editSip,
  groups,
  type Interaction,
  list,
  melody,
  numbers,
  remove,
} from '../interaction.ts';
import { anyId, aRule, aSipNumber, somethingFree } from '../provider-states.ts';

// An empty id list may be returned as null or as [] (D9), so no interaction has one.
const someNumbers = (name: string) => ({ number_capacity_ids: MatchersV3.eachLike(anyId(name)) });
const someGroups = (name: string) => ({ employee_group_ids: MatchersV3.eachLike(anyId(name)) });
const sourceType = MatchersV3.regex('^(client|system)$', 'system');

/** What the consumer reads of each rule. */
const anyRule = (exampleId: number) => ({
  source_type: sourceType,
  media_id: MatchersV3.integer(50),
  id: MatchersV3.integer(exampleId),
});

/** Requests that a provider must accept. */
export const accepted: Interaction[] = [
  {
    description: 'a rule to add, for a number that is free',
    given: [somethingFree],
    request: add({ ...numbers('free_number'), ...melody('free_media') }),
    response: { accepted: { ...anyRule(83), ...someNumbers('free_number') } },
  },
  {
    description: 'a rule to add, for a group that is free',
    given: [somethingFree],
    request: add({ ...groups('free_group'), ...melody('free_media') }),
    response: { accepted: { ...anyRule(83), ...someGroups('free_group') } },
  },
  {
    description: 'a rule to add, for a number and a group that are free',
    given: [somethingFree],
    request: add({ ...numbers('free_number'), ...groups('free_group'), ...melody('free_media') }),
    response: {
      accepted: { ...anyRule(83), ...someNumbers('free_number'), ...someGroups('free_group') },
    },
  },
  {
    description: 'a rule to edit, which keeps its number and its group',
    given: [aRule],
    request: edit('first_rule', 'first_number', 'first_group'),
    response: {
      accepted: {
        ...anyRule(77),
        ...someNumbers('first_number'),
        ...someGroups('first_group'),
        id: anyId('first_rule'),
      },
    },
  },
  {
    description: 'a rule to edit, which moves to a number that is free',
    given: [aRule, somethingFree],
    // Sends the group again, because an edit may or may not release what it omits (D10).
    request: edit('first_rule', 'free_number', 'first_group'),
    response: {
      accepted: {
        ...anyRule(77),
        ...someNumbers('free_number'),
        ...someGroups('first_group'),
        id: anyId('first_rule'),
      },
    },
  },
  {
    description: 'a look at all rules',
    given: [aRule],
    request: list(),
    response: { accepted: MatchersV3.eachLike(anyRule(77)) },
  },
  {
    description: 'a rule to delete',
    given: [aRule],
    request: remove('first_rule'),
    response: { accepted: { id: anyId('first_rule') } },
  },
  {
    description: 'a number registered over SIP to edit',
    given: [aSipNumber],
    // Without the port: a provider may accept it only as an integer or only as text (D3), and a pact has
    // no alternatives. The password is not read: it may be masked or omitted (D18).
    request: editSip('sip_number', {
      login: 'login',
      password: 'password123',
      comment: 'Заметка по АПИ',
      purpose: 'company',
      server_host: '195.211.120.35',
    }),
    response: {
      accepted: {
        login: MatchersV3.string('login'),
        comment: MatchersV3.string('Заметка по АПИ'),
        purpose: 'company',
        server_host: MatchersV3.string('195.211.120.35'),
        id: anyId('sip_number'),
      },
    },
  },
];
