/** The response to a request; status 0 if there was none. */
export interface Seen {
  status: number;
  type: string;
  text: string;
  /** The body, if it is JSON. */
  json: unknown;
  accepted: boolean;
  /** Refused in a form that the contract allows. */
  refused: boolean;
}

/** A rule to send; by default with media 50 and source system. */
export interface RuleSent {
  numbers?: unknown;
  groups?: unknown;
  source?: unknown;
  media?: unknown;
}

/** The body of a request for a rule, with the given fields only. */
export function ruleBody({ numbers, groups, source = 'system', media = 50 }: RuleSent) {
  return {
    number_capacity_ids: numbers,
    employee_group_ids: groups,
    source_type: source,
    media_id: media,
  };
}

/** The documented example of the SIP number. */
export const sipBody = {
  login: 'login',
  password: 'password123',
  comment: 'Заметка по АПИ',
  purpose: 'company',
  server_host: '195.211.120.35',
  server_port: 5060,
  id: 608,
};

/** A field of a JSON object, undefined for everything else. */
export function field(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null) return undefined;
  return Object.entries(json).find(([key]) => key === name)?.[1];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A client of a provider, with one token. */
export class Client {
  readonly url: string;
  readonly token: string | undefined;

  constructor(url: string, token: string | undefined) {
    this.url = url;
    this.token = token;
  }

  /** The same provider with another token, or with none. */
  as(token: string | undefined): Client {
    return new Client(this.url, token);
  }

  /** Sends any request; a body that is not a string is sent as JSON. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json; charset=UTF-8',
  ): Promise<Seen> {
    const headers: Record<string, string> = {};
    if (this.token !== undefined) headers.Authorization = this.token;
    if (body !== undefined) headers['Content-Type'] = type;
    try {
      const response = await fetch(this.url + path, {
        method,
        headers,
        body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(2000),
      });
      const { status } = response;
      const text = await response.text();
      const json = parse(text);
      const error = (field(json, 'error') ?? null) !== null;
      const accepted = status >= 200 && status < 300 && !error;
      const refused = (status >= 400 && status < 500) || (error && status < 500);
      const contentType = response.headers.get('content-type') ?? '';
      return { status, type: contentType, text, json, accepted, refused };
    } catch {
      return { status: 0, type: '', text: '', json: undefined, accepted: false, refused: false };
    }
  }

  add(rule: RuleSent): Promise<Seen> {
    return this.send('POST', '/melodies/personal', ruleBody(rule));
  }

  edit(id: unknown, rule: RuleSent): Promise<Seen> {
    return this.send('PUT', `/melodies/personal/${id}`, { ...ruleBody(rule), id });
  }

  remove(id: unknown): Promise<Seen> {
    return this.send('DELETE', `/melodies/personal/${id}`);
  }

  list(): Promise<Seen> {
    return this.send('GET', '/melodies/personal');
  }

  sip(changes: Record<string, unknown> = {}): Promise<Seen> {
    return this.send('PUT', '/numbers/virtual-number/608', { ...sipBody, ...changes });
  }

  /** Adds a rule and returns its id. */
  async addForId(rule: RuleSent): Promise<unknown> {
    return field((await this.add(rule)).json, 'id');
  }

  /** The rule as the list shows it. */
  async shown(id: unknown): Promise<unknown> {
    const { json } = await this.list();
    return Array.isArray(json) ? json.find((rule: unknown) => field(rule, 'id') === id) : undefined;
  }
}

/** Whether two JSON values have the same text. */
export const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
