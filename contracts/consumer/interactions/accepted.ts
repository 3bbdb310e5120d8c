import { MatchersV3 } from '@pact-foundation/pact';
import { add, edit, editSip, type Interaction, list, remove } from '../interaction.ts';
import { anyId, aRule, aSipNumber, id, somethingFree } from '../provider-states.ts';

// An id list with nothing in it may be answered as null or as [] (D9): no interaction asks for one.
const numbers = (name: string) => ({ number_capacity_ids: [id(name)] });
const groups = (name: string) => ({ employee_group_ids: [id(name)] });
const someNumbers = (name: string) => ({ number_capacity_ids: MatchersV3.eachLike(anyId(name)) });
const someGroups = (name: string) => ({ employee_group_ids: MatchersV3.eachLike(anyId(name)) });
const melody = (media: string) => ({ source_type: 'system', media_id: id(media) });
const sourceType = MatchersV3.regex('^(client|system)$', 'system');

/** What the consumer reads of each rule, whatever it holds. */
const anyRule = (exampleId: number) => ({
  source_type: sourceType,
  media_id: MatchersV3.integer(50),
  id: MatchersV3.integer(exampleId),
});

/** Requests that a provider has to accept. */
export const accepted: Interaction[] = [
  {
    says: 'a rule to add, for a number that is free',
    given: [somethingFree],
    asked: add({ ...numbers('free_number'), ...melody('free_media') }),
    answered: { accepted: { ...anyRule(83), ...someNumbers('free_number') } },
  },
  {
    says: 'a rule to add, for a group that is free',
    given: [somethingFree],
    asked: add({ ...groups('free_group'), ...melody('free_media') }),
    answered: { accepted: { ...anyRule(83), ...someGroups('free_group') } },
  },
  {
    says: 'a rule to add, for a number and a group that are free',
    given: [somethingFree],
    asked: add({ ...numbers('free_number'), ...groups('free_group'), ...melody('free_media') }),
    answered: {
      accepted: { ...anyRule(83), ...someNumbers('free_number'), ...someGroups('free_group') },
    },
  },
  {
    says: 'a rule to edit, which keeps its number and its group',
    given: [aRule],
    asked: edit('first_rule', {
      ...numbers('first_number'),
      ...groups('first_group'),
      ...melody('first_media'),
    }),
    answered: {
      accepted: {
        ...anyRule(77),
        ...someNumbers('first_number'),
        ...someGroups('first_group'),
        id: anyId('first_rule'),
      },
    },
  },
  {
    says: 'a rule to edit, which moves to a number that is free',
    given: [aRule, somethingFree],
    // The group is sent again, because an edit may or may not let go of what it does not name (D10).
    asked: edit('first_rule', {
      ...numbers('free_number'),
      ...groups('first_group'),
      ...melody('first_media'),
    }),
    answered: {
      accepted: {
        ...anyRule(77),
        ...someNumbers('free_number'),
        ...someGroups('first_group'),
        id: anyId('first_rule'),
      },
    },
  },
  {
    says: 'a look at all rules',
    given: [aRule],
    asked: list(),
    answered: { accepted: MatchersV3.eachLike(anyRule(77)) },
  },
  {
    says: 'a rule to delete',
    given: [aRule],
    asked: remove('first_rule'),
    answered: { accepted: { id: anyId('first_rule') } },
  },
  {
    says: 'a number registered over SIP to edit',
    given: [aSipNumber],
    // Without the port: a provider may take it only as an integer or only as text (D3), and a pact
    // can't ask for either of two. The password is not read: it may be masked or left out (D18).
    asked: editSip('sip_number', {
      login: 'login',
      password: 'password123',
      comment: 'Заметка по АПИ',
      purpose: 'company',
      server_host: '195.211.120.35',
    }),
    answered: {
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
