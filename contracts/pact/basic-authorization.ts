import { decodePercent } from '../../spec/index.ts';

/** The header that sends the user and password of a URL; none if it has none. */
export function basicAuthorization({ username, password }: URL): { authorization?: string } {
  if (username + password === '') return {};
  const user = `${decodePercent(username)}:${decodePercent(password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}
