import { hash } from 'node:crypto';

/** What the database keeps of a token (SHA-256, hex). Tokens are random, so a plain digest is safe. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'hex');
}
