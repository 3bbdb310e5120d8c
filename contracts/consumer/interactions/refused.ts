import type { ValuesOf } from '../../authoring/index.ts';
import {
  addRule,
  aRule,
  editRule,
  type Interactions,
  melody,
  somethingFree,
  twoRules,
} from '../consumer-pact.ts';

const taken: Record<string, (values: ValuesOf<typeof aRule>) => object> = {
  'for a number that another rule holds': ({ number, media }) => ({
    number_capacity_ids: [number],
    ...melody(media),
  }),
  'for a group that another rule holds': ({ group, media }) => ({
    employee_group_ids: [group],
    ...melody(media),
  }),
};

const invalid: Record<string, (values: ValuesOf<typeof somethingFree>) => object> = {
  'without a source type': ({ number, media }) => ({
    number_capacity_ids: [number],
    media_id: media,
  }),
  'without a media file': ({ number }) => ({
    number_capacity_ids: [number],
    source_type: 'system',
  }),
  'whose media file is a word': ({ number }) => ({
    number_capacity_ids: [number],
    source_type: 'system',
    media_id: 'fifty',
  }),
  'for neither numbers nor groups': ({ media }) => melody(media),
};

const moved: Record<string, (values: ValuesOf<typeof twoRules>) => object> = {
  'so that it takes the number of another rule': ({ other_number, group }) => ({
    number_capacity_ids: [other_number],
    employee_group_ids: [group],
  }),
  'so that it takes the group of another rule': ({ number, other_group }) => ({
    number_capacity_ids: [number],
    employee_group_ids: [other_group],
  }),
};

/** Requests that a provider must refuse. */
export const refused: Interactions = {
  ...each(
    'a rule to add',
    taken,
    (body) => (page, description) =>
      page.add(
        {
          description,
          operation: 'addPersonalMelody',
          given: aRule,
          with: (values) => ({ body: body(values) }),
          willRespond: 409,
        },
        addRule,
      ),
  ),
  ...each(
    'a rule to add',
    invalid,
    (body) => (page, description) =>
      page.add(
        {
          description,
          operation: 'addPersonalMelody',
          given: somethingFree,
          with: (values) => ({ body: body(values) }),
          willRespond: 422,
        },
        addRule,
      ),
  ),
  ...each(
    'a rule to edit',
    moved,
    (lists) => (page, description) =>
      page.add(
        {
          description,
          operation: 'editPersonalMelody',
          given: twoRules,
          with: (values) => ({
            path: { id: values.rule },
            body: { id: values.rule, ...lists(values), ...melody(values.media) },
          }),
          willRespond: 409,
        },
        editRule,
      ),
  ),
};

function each<Body>(
  what: string,
  bodies: Record<string, Body>,
  write: (body: Body) => Interactions[string],
): Interactions {
  const all = Object.entries(bodies).map(([how, body]) => [`${what}, ${how}`, write(body)]);
  return Object.fromEntries(all);
}
