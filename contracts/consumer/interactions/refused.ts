import { add, edit, type Interaction } from '../interaction.ts';
import { aRule, aSecondRule, id, somethingFree } from '../provider-states.ts';

const numbers = (...names: string[]) => ({ number_capacity_ids: names.map(id) });
const groups = (...names: string[]) => ({ employee_group_ids: names.map(id) });
const melody = (media: string) => ({ source_type: 'system', media_id: id(media) });

const taken = { refused: 409 };
const invalid = { refused: 422 };

/** Requests that a provider has to refuse. */
export const refused: Interaction[] = [
  {
    says: 'a rule to add, for a number that another rule holds',
    given: [aRule],
    asked: add({ ...numbers('first_number'), ...melody('first_media') }),
    answered: taken,
  },
  {
    says: 'a rule to add, for a group that another rule holds',
    given: [aRule],
    asked: add({ ...groups('first_group'), ...melody('first_media') }),
    answered: taken,
  },
  {
    says: 'a rule to edit, so that it takes the number of another rule',
    given: [aRule, aSecondRule],
    asked: edit('first_rule', {
      ...numbers('second_number'),
      ...groups('first_group'),
      ...melody('first_media'),
    }),
    answered: taken,
  },
  {
    says: 'a rule to edit, so that it takes the group of another rule',
    given: [aRule, aSecondRule],
    asked: edit('first_rule', {
      ...numbers('first_number'),
      ...groups('second_group'),
      ...melody('first_media'),
    }),
    answered: taken,
  },
  {
    says: 'a rule to add, without a source type',
    given: [somethingFree],
    asked: add({ ...numbers('free_number'), media_id: id('free_media') }),
    answered: invalid,
  },
  {
    says: 'a rule to add, without a media file',
    given: [somethingFree],
    asked: add({ ...numbers('free_number'), source_type: 'system' }),
    answered: invalid,
  },
  {
    says: 'a rule to add, whose media file is a word',
    given: [somethingFree],
    asked: add({ ...numbers('free_number'), source_type: 'system', media_id: 'fifty' }),
    answered: invalid,
  },
  {
    says: 'a rule to add, for neither numbers nor groups',
    given: [somethingFree],
    asked: add(melody('free_media')),
    answered: invalid,
  },
];
