/** The mock server: Prism on every request, with the state and the rules that the contract asks for. */

// First, since it checks the version of Node.js.
import '../spec/index.ts';

export type { Fault } from './accounts/faults.ts';
export type { Entry, Store } from './accounts/store.ts';
export { UnknownSwitch } from './accounts/switches.ts';
export type { JournalEntry, JournalFilter } from './journal/journal.ts';
export { createLog, type LogEntry, type LogForm, logForms } from './journal/request-log.ts';
export { createMock, type Mock, type MockOptions } from './mock.ts';
export type { PrismOptions } from './prism/engine.ts';
export {
  type Problem,
  type ProblemCode,
  type ProblemError,
  problemKinds,
} from './problems/problem.ts';
export type {
  AnyContract,
  ContractTypes,
  MockAccount,
  OwnContract,
} from './testing/account-handle.ts';
export { type ConnectedMock, type ConnectOptions, connectMock } from './testing/connect.ts';
export { ControlRefusal } from './testing/control-call.ts';
export type { RecordedRequests, RequestFilter } from './testing/recorded-requests.ts';
export { type StartedMock, type StartOptions, startMock } from './testing/start-mock.ts';
