const distrusted =
  'its certificate is not from a trusted authority; name that one in NODE_EXTRA_CA_CERTS';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the host does not exist',
  EPIPE: 'the connection was dropped',
  UND_ERR_SOCKET: 'the connection was dropped',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'the response timed out',
  UND_ERR_BODY_TIMEOUT: 'the response timed out',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS there, so its URL begins with http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS there, so its URL begins with http://',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: distrusted,
  SELF_SIGNED_CERT_IN_CHAIN: distrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: distrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: distrusted,
};

/** Says why a request got no response, by the error of the client: `the connection was refused`. */
export function describeConnectionFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  // The client asserts what a status can be.
  const isNoHttp = error.name === 'HTTPParserError' || code === 'ERR_ASSERTION';
  if (isNoHttp) return 'what came is not HTTP';
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return reasons[code] ?? (error.message || cause || code || 'an unknown error');
}
