import type { ControlService } from './service.ts';

/** Which start of the mock responds, and what outlasts it. */
export type InstanceView = ReturnType<typeof instanceView>;

/** Creates the view of this start of the mock. */
export function instanceView({
  instance,
  turns: { store: kind },
  isJournalStored,
}: Pick<ControlService, 'instance' | 'turns' | 'isJournalStored'>) {
  return {
    /** Another one after a restart, and at each of several mocks that share a store. */
    instance,
    store: {
      /** What keeps the accounts. */
      kind,
      /** Whether accounts, switches and faults outlast a restart. */
      lasts: kind !== 'memory',
      /** Whether the journal does. */
      journalLasts: isJournalStored,
    },
  };
}
