import type { EditedSipNumber } from '../client.ts';
import {
  addRule,
  aRule,
  type EditRequest,
  editRule,
  type Interactions,
  melody,
  somethingFree,
  understood,
} from '../consumer-pact.ts';

/** Requests that a provider must accept. */
export const accepted: Interactions = {
  'a rule to add, for a number that is free': (page, description) =>
    page.add(
      {
        description,
        operation: 'addPersonalMelody',
        given: somethingFree,
        with: ({ number, media }) => ({
          body: { number_capacity_ids: [number], ...melody(media) },
        }),
      },
      addRule,
    ),
  'a rule to add, for a group that is free': (page, description) =>
    page.add(
      {
        description,
        operation: 'addPersonalMelody',
        given: somethingFree,
        with: ({ group, media }) => ({ body: { employee_group_ids: [group], ...melody(media) } }),
      },
      addRule,
    ),
  'a rule to add, for a number and a group that are free': (page, description) =>
    page.add(
      {
        description,
        operation: 'addPersonalMelody',
        given: somethingFree,
        with: ({ number, group, media }) => ({
          body: { number_capacity_ids: [number], employee_group_ids: [group], ...melody(media) },
        }),
      },
      addRule,
    ),
  'a rule to edit, which keeps its number and its group': (page, description) =>
    page.add(
      {
        description,
        operation: 'editPersonalMelody',
        given: aRule,
        // With its id in the body, too (D6).
        with: ({ rule: id, number, group, media }) => ({
          path: { id },
          body: {
            id,
            number_capacity_ids: [number],
            employee_group_ids: [group],
            ...melody(media),
          },
        }),
      },
      editRule,
    ),
  'a rule to edit, which moves to a number that is free': (page, description) =>
    page.add(
      {
        description,
        operation: 'editPersonalMelody',
        given: { [aRule]: true, [somethingFree]: { number: 'free_number' } },
        // Sends the group again, because an edit may or may not release what it omits (D10).
        with: ({ rule: id, free_number, group, media }) => ({
          path: { id },
          body: {
            id,
            number_capacity_ids: [free_number],
            employee_group_ids: [group],
            ...melody(media),
          },
        }),
      },
      editRule,
    ),
  'a look at all rules': (page, description) =>
    page.add(
      { description, operation: 'listPersonalMelodies', given: aRule },
      understood((client) => client.listRules()),
    ),
  'a rule to delete': (page, description) =>
    page.add(
      {
        description,
        operation: 'deletePersonalMelody',
        given: aRule,
        with: ({ rule }) => ({ path: { id: rule } }),
      },
      understood((client, { path }: Pick<EditRequest<never>, 'path'>) =>
        client.deleteRule(path.id),
      ),
    ),
  'a number registered over SIP to edit': (page, description) =>
    page.add(
      {
        description,
        operation: 'editSipNumber',
        given: 'a number registered over SIP',
        // Without the port: a provider may accept it only as an integer or only as text (D3).
        with: ({ sip: id }) => ({
          path: { id },
          body: {
            id,
            login: 'login',
            password: 'password123',
            comment: 'Заметка по АПИ',
            purpose: 'company',
            server_host: '195.211.120.35',
          },
        }),
      },
      understood((client, { path, body }: EditRequest<EditedSipNumber>) =>
        client.editSipNumber(path.id, body),
      ),
    ),
};
