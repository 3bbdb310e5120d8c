/** The mock server: Prism on every request, with the state and the rules that the contract asks for. */
export type { Fault } from './faults.ts';
export type { Exchange, JournalFilter } from './journal.ts';
export { createLog, type LogEntry, type LogForm, logForms } from './log.ts';
export { createMock, type Mock, type MockOptions } from './mock.ts';
export { type Problem, type ProblemCode, type ProblemError, problemKinds } from './problems.ts';
export type { Entry, Store } from './store.ts';
export { UnknownSwitch } from './switches.ts';
