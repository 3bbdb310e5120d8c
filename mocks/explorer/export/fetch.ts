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

// What is written as JSON is easier to change, but a number such as 1.0 would become another.
function bodyCode(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const compact = body.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
    if (typeof value === 'object' && JSON.stringify(value) === compact) {
      return `JSON.stringify(${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')})`;
    }
  } catch {
    // It is sent as it stands.
  }
  return JSON.stringify(body);
}
