/**
 * The parts of `node:http` that the mock needs. An import of the module also loads WebSocket and fetch,
 * which take three times as long as all the rest of it.
 */
export const { createServer, STATUS_CODES, validateHeaderName, validateHeaderValue } =
  process.getBuiltinModule('node:http');
