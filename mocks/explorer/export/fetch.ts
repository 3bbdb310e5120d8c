import type { ExportedRequest } from './exported-request.ts';

/** JavaScript that sends a request, with the token from the constant `token`. */
export function toFetch(request: ExportedRequest): string {
  const { method, base, path, headers, body, tokenHeader, token } = request;
  const lines = Object.entries(headers).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  );
  if (tokenHeader !== undefined) lines.unshift(`    ${JSON.stringify(tokenHeader)}: token,`);
  return [
    ...(tokenHeader === undefined
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

// An object literal is easier to edit, but would turn a number such as 1.0 into another one.
function bodyCode(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const compact = body.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
    if (typeof value === 'object' && JSON.stringify(value) === compact) {
      return `JSON.stringify(${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')})`;
    }
  } catch {
    // Not JSON: send the text.
  }
  return JSON.stringify(body);
}
