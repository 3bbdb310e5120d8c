import { type Answering, answering } from './answering.ts';
import { type Reading, reading } from './reading.ts';
import { type Serving, serving } from './serving.ts';
import { type Transactions, transactions } from './transactions.ts';

/** All that a provider does, in functions small enough to replace one by one. */
export interface Behaviour extends Reading, Transactions, Answering, Serving {}

/** A behaviour that keeps the documentation, in its strict reading. */
export const lawfulBehaviour: Behaviour = { ...reading, ...transactions, ...answering, ...serving };

/** What a provider does otherwise; a function where it needs memory of its own. */
export type Ways = Partial<Behaviour> | (() => Partial<Behaviour>);
