import { type Client, field, type Seen } from '../client.ts';

/** The path of the list of numbers. */
export const numbers = '/numbers/virtual-number';

/** Sends an edit of a mobile number, for the company unless said otherwise. */
export const editMobile = (api: Client, id: unknown, changes: object = {}): Promise<Seen> =>
  api.send('PUT', `${numbers}/${id}`, { purpose: 'company', id, ...changes });

/** Adds another operator's number. */
export const addSip = (api: Client, changes: object = {}): Promise<Seen> =>
  api.send('POST', numbers, {
    number: '74872003333',
    login: 'login',
    password: 'password',
    server_host: '195.211.120.35',
    server_port: 5060,
    purpose: 'company',
    type: 'sip_registration',
    ...changes,
  });

/** Adds a mobile number. */
export const addMobile = (api: Client, changes: object = {}): Promise<Seen> =>
  api.send('POST', '/numbers/unconfirmed', {
    number: '79001000008',
    dgn_number: '74958042300',
    purpose: 'not_specified',
    type: 'def',
    ...changes,
  });

/** Adds a file, a few bytes. */
export const addFile = (api: Client, name = 'test.mp3'): Promise<Seen> =>
  api.send('POST', '/melodies/client', { file: 'SUQzBAAA', name });

/** Edits the main melodies, which come from the system unless said otherwise. */
export const editMain = (api: Client, changes: object = {}): Promise<Seen> =>
  api.send('PUT', '/melodies/main/1', {
    dialing_source_type: 'system',
    dialing_media_id: 50,
    hold_source_type: 'system',
    hold_media_id: 53,
    id: 1,
    ...changes,
  });

/** The values of a field of each row of a list. */
export async function listed(api: Client, path: string, name = 'id'): Promise<unknown[]> {
  const { json } = await api.send('GET', path);
  return Array.isArray(json) ? json.map((row) => field(row, name)) : [];
}

/** One field of what a GET answers. */
export const read = async (api: Client, path: string, name: string) =>
  field((await api.send('GET', path)).json, name);
