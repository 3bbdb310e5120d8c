import type { Client } from 'pg';
import type { Listeners } from './persistence.ts';

/** What one server tells the others. */
interface Message {
  readonly from: string;
  readonly states?: Readonly<Record<string, number>>;
  readonly journal?: true;
}

// Each notification locks all of PostgreSQL for a moment, so one carries many.
const pause = 50;
const mostStates = 100;

/**
 * Creates what servers that share a database tell each other with: LISTEN and NOTIFY.
 * @param server an id of this server
 */
export function createMessenger(
  server: string,
  createClient: () => Client,
  query: (text: string, values: unknown[]) => Promise<unknown>,
) {
  let listeners: Listeners | undefined;
  let client: Client | undefined;
  let states = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;
  const textOf = (message: Omit<Message, 'from'>) => JSON.stringify({ from: server, ...message });
  return {
    /** What tells others of new entries of the journal; sent with them. */
    journalNews: textOf({ journal: true }),
    tell(account: string, state: number): void {
      states.set(account, state);
      timer ??= setTimeout(sendStates, pause).unref();
    },
    listen(to: Listeners): void {
      listeners = to;
      void connect();
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };

  function sendStates(): void {
    timer = undefined;
    const all = [...states];
    states = new Map();
    for (let i = 0; i < all.length; i += mostStates) {
      const message = textOf({ states: Object.fromEntries(all.slice(i, i + mostStates)) });
      // Pages on other servers show it a little later.
      query("SELECT pg_notify('mock_news', $1)", [message]).catch(() => {});
    }
  }

  async function connect(): Promise<void> {
    if (isClosed) return;
    const own = createClient();
    client = own;
    let isLost = false;
    const lost = () => {
      if (isLost || isClosed) return;
      isLost = true;
      void own.end().catch(() => {});
      retry = setTimeout(connect, 1_000).unref();
    };
    own.on('error', lost);
    own.on('end', lost);
    own.on('notification', ({ payload = '' }) => receive(payload));
    try {
      await own.connect();
      await own.query('LISTEN mock_news');
      // What was said meanwhile was not heard.
      listeners?.journal();
    } catch {
      lost();
    }
  }

  function receive(payload: string): void {
    const { from = server, states, journal } = readMessage(payload);
    if (from === server) return;
    for (const [account, state] of Object.entries(states ?? {})) {
      if (Number.isInteger(state)) listeners?.state(account, state);
    }
    if (journal) listeners?.journal();
  }
}

// Anybody who may use the database can say anything.
function readMessage(payload: string): Partial<Message> {
  try {
    return (JSON.parse(payload) as Partial<Message> | null) ?? {};
  } catch {
    return {};
  }
}
