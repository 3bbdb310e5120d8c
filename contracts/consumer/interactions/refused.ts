import { add, edit, groups, type Interaction, melody, numbers } from '../interaction.ts';
import { aRule, aSecondRule, id, somethingFree } from '../provider-states.ts';

const taken = { refused: 409 };
const invalid = { refused: 422 };

/** Requests that a provider must refuse. */
export const refused: Interaction[] = [
  {
    description: 'a rule to add, for a number that another rule holds',
    given: [aRule],
    request: add({ ...numbers('first_number'), ...melody('first_media') }),
    response: taken,
  },
  {
    description: 'a rule to add, for a group that another rule holds',
    given: [aRule],
    request: add({ ...groups('first_group'), ...melody('first_media') }),
    response: taken,
  },
  {
    description: 'a rule to edit, so that it takes the number of another rule',
    given: [aRule, aSecondRule],
    request: edit('first_rule', 'second_number', 'first_group'),
    response: taken,
  },
  {
    description: 'a rule to edit, so that it takes the group of another rule',
    given: [aRule, aSecondRule],
    request: edit('first_rule', 'first_number', 'second_group'),
    response: taken,
  },
  {
    description: 'a rule to add, without a source type',
    given: [somethingFree],
    request: add({ ...numbers('free_number'), media_id: id('free_media') }),
    response: invalid,
  },
  {
    description: 'a rule to add, without a media file',
    given: [somethingFree],
    request: add({ ...numbers('free_number'), source_type: 'system' }),
    response: invalid,
  },
  {
    description: 'a rule to add, whose media file is a word',
    given: [somethingFree],
    request: add({ ...numbers('free_number'), source_type: 'system', media_id: 'fifty' }),
    response: invalid,
  },
  {
    description: 'a rule to add, for neither numbers nor groups',
    given: [somethingFree],
    request: add(melody('free_media')),
    response: invalid,
  },
];
