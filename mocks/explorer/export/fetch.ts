import type { Exported } from './exported.ts';

/** JavaScript that sends a request; the token comes from the constant `token`. */
export function toFetch({ method, base, path, headers, body, account, token }: Exported): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  );
  if (account !== undefined) lines.unshift(`    ${JSON.stringify(account)}: token,`);
  return [
    ...(account === undefined
      ? []
      : [`const token = ${token === undefined ? 'process.env.TOKEN' : JSON.stringify(token)};`]),
    `const response = await fetch(${JSON.stringify(base + path)}, {`,
    `  method: ${JSON.stringify(method)},`,
    ...(lines.length === 0 ? [] : ['  headers: {', ...lines, '  },']),
    ...(body === undefined ? [] : [`  body: ${bodyCode(body)},`]),
    '});',
    'console.log(response.status, await response.text());',
    '',
  ].join('\n');
}

// What is written as JSON is easier to change, but other JSON may not be written as it was.
function bodyCode(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && JSON.stringify(value) === JSON.stringify(JSON.parse(body))) {
      return `JSON.stringify(${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')})`;
    }
  } catch {
    // It is sent as it stands.
  }
  return JSON.stringify(body);
}
