import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { Misuse } from '../../spec/index.ts';

/** A certificate and its private key, in PEM. */
export interface Certificate {
  /** The certificate, followed by those of its issuers if there are any. */
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate for all names and addresses of this machine, signed by itself, for one year. */
async function makeCertificate(): Promise<Certificate> {
  const { default: forge } = await import('node-forge');
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  // A first byte above 7f would make the number negative.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  const day = 86_400_000;
  // Clocks differ.
  certificate.validity.notBefore = new Date(Date.now() - day);
  certificate.validity.notAfter = new Date(Date.now() + 365 * day);
  const name = [{ name: 'commonName', value: 'data-api-mock' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.map(({ address }) => address),
  );
  const names = ['localhost', hostname()].map((value) => ({ type: 2, value }));
  const ips = new Set(['127.0.0.1', '::1', ...addresses]);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [...names, ...Array.from(ips, (ip) => ({ type: 7, ip }))] },
  ]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return {
    cert: forge.pki.certificateToPem(certificate),
    key: forge.pki.privateKeyToPem(keys.privateKey),
  };
}

/**
 * Asserts that a certificate and a key can serve HTTPS together.
 * @param names what to call them, such as the names of their files
 * @throws Misuse that says what is wrong with which
 */
export function assertCertificate(
  { cert, key }: Certificate,
  names: Certificate = { cert: 'https.cert', key: 'https.key' },
): void {
  const parsed = parse(() => new X509Certificate(cert));
  if (parsed === undefined || !cert.includes('-----BEGIN')) {
    throw new Misuse(
      `${names.cert} has no certificate in PEM; give one that begins with -----BEGIN CERTIFICATE-----.`,
    );
  }
  const privateKey = parse(() => createPrivateKey(key));
  if (privateKey === undefined) {
    throw new Misuse(
      `${names.key} has no private key in PEM, or needs a passphrase; give one without.`,
    );
  }
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new Misuse(
      `The key of ${names.key} does not fit the certificate of ${names.cert}; give the key that the certificate was made with.`,
    );
  }
}

/** Returns the SHA-256 fingerprint of a certificate, as browsers show it. */
export function fingerprintOf(cert: string): string {
  return new X509Certificate(cert).fingerprint256;
}

function parse<Parsed>(read: () => Parsed): Parsed | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Returns the certificate that an option asks for: none, one made for this run, or the one that is given.
 * @throws Misuse if the given one is none, or has another key
 */
export async function certificateOf(
  https: boolean | Certificate = false,
): Promise<Certificate | undefined> {
  if (https === false) return undefined;
  if (https === true) return makeCertificate();
  assertCertificate(https);
  return https;
}
