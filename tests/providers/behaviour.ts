import { type Parsing, parsing } from './parsing.ts';
import { type Responding, responding } from './responding.ts';
import { type Serving, serving } from './serving.ts';
import { type Transactions, transactions } from './transactions.ts';

/** The behaviour of a provider, in functions small enough to replace one by one. */
export interface Behaviour extends Parsing, Transactions, Responding, Serving {}

/** A behaviour that follows the documentation strictly. */
export const lawfulBehaviour: Behaviour = {
  ...parsing,
  ...transactions,
  ...responding,
  ...serving,
};

/** How a provider differs; a function if it needs its own state. */
export type Ways = Partial<Behaviour> | (() => Partial<Behaviour>);
