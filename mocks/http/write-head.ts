import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

// Those that describe a connection of HTTP/1.1: HTTP/2 has none of them (RFC 9113, section 8.2.2).
const ofConnection = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Writes the head of a response, over HTTP/2 without the headers of a connection.
 * @throws Error if the status or a header cannot be sent; another head can be written then
 */
export function writeHead(
  response: ServerResponse,
  status: number,
  headers: Readonly<OutgoingHttpHeaders>,
): void {
  try {
    response.writeHead(status, 'stream' in response ? forHttp2(headers) : { ...headers });
  } catch (error) {
    // HTTP/2 keeps them for the next head.
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw error;
  }
}

function forHttp2(headers: Readonly<OutgoingHttpHeaders>): OutgoingHttpHeaders {
  const sent = Object.entries(headers).filter(([name]) => !ofConnection.has(name.toLowerCase()));
  return Object.fromEntries(sent);
}
