/**
 * What the mock needs of `node:http`. An import of it would load all that it exports, WebSocket and
 * fetch among it, which take as long as all the rest of it three times over.
 */
export const { createServer, validateHeaderName, validateHeaderValue } =
  process.getBuiltinModule('node:http');
