import { createServer } from 'node:http';

// Run as a process of its own: `node bare.ts RESPONSES PORT`. It reads each request to its end and
// gives the response that RESPONSES, in JSON, has for its token.

/** The responses of the bare server, by token. */
export type BareResponses = Readonly<
  Record<string, { status: number; headers: Record<string, string>; body: string }>
>;

const [responses = '', port] = process.argv.slice(2);
const recorded: BareResponses = JSON.parse(responses);
const none = { status: 404, headers: { 'content-length': '0' }, body: '' };

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { status, headers, body } = recorded[request.headers.authorization ?? ''] ?? none;
    response.writeHead(status, headers);
    response.end(body);
  });
}).listen(Number(port), '127.0.0.1');
