import { readFileSync } from 'node:fs';

/** What both sides of an internal connection show, in PEM. */
export interface TlsFiles {
  /** Certificates of the authority that signed those of all processes: a path, or the text itself. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

interface TlsIdentity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface InternalTls {
  readonly client: TlsIdentity;
  /** A caller without a certificate of the authority reaches only the health checks. */
  readonly server: TlsIdentity & { readonly requestCert: true; readonly rejectUnauthorized: false };
}

/** @throws Error if a file can't be read. */
export function readTls({ ca, cert, key }: TlsFiles): InternalTls {
  const identity = { ca: pemOf(ca), cert: pemOf(cert), key: pemOf(key) };
  return { client: identity, server: { ...identity, requestCert: true, rejectUnauthorized: false } };
}

function pemOf(pathOrText: string): string {
  return pathOrText.includes('-----BEGIN') ? pathOrText : readFileSync(pathOrText, 'utf8');
}
