import { readFileSync } from 'node:fs';
import { Misuse } from '../../spec/index.ts';
import { assertCertificate, type Certificate } from '../http/certificate.ts';

/**
 * Reads the files of --cert and --key; undefined if neither is given.
 * @throws Misuse if only one is given, or if one cannot be used
 */
export function readCertificate({
  cert,
  key,
}: {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}): Certificate | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    const [given, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    throw new Misuse(`--${given} needs --${missing}; give both, or neither and --https alone.`);
  }
  const certificate = { cert: readText(cert), key: readText(key) };
  assertCertificate(certificate, { cert, key });
  return certificate;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new Misuse(`${file}: ${why}; name a file in PEM that exists and is readable.`);
  }
}
