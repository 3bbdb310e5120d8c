import { lawfulBehaviour } from '../behaviour.ts';
import { handle } from '../serving.ts';
import { Locks } from '../storage.ts';
import { tables } from './memory.ts';
import { overSqlite } from './sqlite.ts';
import { work } from './workers.ts';

// A process of several, over a file of SQLite.

const [, , file = '', way = ''] = process.argv;
const b = { ...lawfulBehaviour, ...overSqlite(file, JSON.parse(way)) };
const none = { ...tables(), locks: new Locks() };
work((request) => handle(b, none, request));
