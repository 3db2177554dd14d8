import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** What a process needs for TLS with others of its installation, in PEM. */
export interface Identity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** A new certificate of this authority for a process on this machine. */
  issue(): Promise<Identity>;
}

/** A certificate authority for one test. */
export async function createAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: 'CN=Test authority',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return { issue: () => issue(ca, keys.privateKey) };
}

async function issue(ca: X509Certificate, signingKey: webcrypto.CryptoKey): Promise<Identity> {
  const { publicKey, privateKey } = await newKeys();
  const names = [
    { type: 'ip', value: '127.0.0.1' },
    { type: 'dns', value: 'localhost' },
  ] as const;
  const cert = await X509CertificateGenerator.create({
    ...validity(),
    subject: 'CN=process',
    issuer: ca.subject,
    publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([...names])],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replaceAll(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function validity(): { notBefore: Date; notAfter: Date } {
  const day = 86_400_000;
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
}
