export type { Ways } from './behaviour.ts';
export { demonstrate } from './demonstrate.ts';
export type { Fault } from './fault.ts';
export { faults } from './faults.ts';
export { type Invisible, invisible } from './invisible.ts';
export { withJitter } from './jitter.ts';
export { type LawfulWay, lawful } from './lawful.ts';
export { type Provider, startProvider } from './provider.ts';
