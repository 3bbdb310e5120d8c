/**
 * The parts of `node:http` that the mock needs. An import of the module also loads WebSocket and fetch,
 * which take three times as long as all the rest of it.
 */
export const { createServer, STATUS_CODES, validateHeaderName, validateHeaderValue } =
  process.getBuiltinModule('node:http');

/** The part of `node:http2` that the mock needs, loaded when it is. */
export const loadHttp2 = () => process.getBuiltinModule('node:http2');
