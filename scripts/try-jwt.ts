import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { composeApp } from '../src/composition/app.ts';
import { isSignedBy } from '../src/modules/auth/session/hs256.ts';
import type { SigningKey } from '../src/modules/auth/signing-keys.ts';
import { readConfig } from '../src/platform/startup/config.ts';

// Tries hostile keys and tokens, in the format of Wycheproof's JsonWebKey vectors: our HS256 verifier accepts those
// that
// are valid under HS256 and no others, and over HTTP all of them are 401:
//   npm run try:jwt -- path/to/json_web_key_test.json

interface Vectors {
  testGroups: {
    comment: string;
    private: Jwk & { keys?: Jwk[] };
    tests: { tcId: number; comment: string; jws: string; result: string }[];
  }[];
}
interface Jwk {
  kty: string;
  alg?: string;
  use?: string;
  kid?: string;
  k?: string;
}

const [file] = process.argv.slice(2);
if (!file) {
  process.stderr.write('Name a file with vectors: npm run try:jwt -- path/to/json_web_key_test.json\n');
  process.exit(2);
}

/**
 * The keys as our verifier accepts them: symmetric ones for HS256 signatures. Any other key in a set makes it refuse
 * the set.
 */
function keysOf(jwks: readonly Jwk[]): SigningKey[] | null {
  const isOurs = ({ kty, alg, use }: Jwk) => kty === 'oct' && alg === 'HS256' && (use === undefined || use === 'sig');
  if (!jwks.every(isOurs)) return null;
  return jwks.map(({ kid = '', k = '' }) => ({ kid, key: Buffer.from(k, 'base64url') }));
}

const dataDir = mkdtempSync(join(tmpdir(), 'taskuno-jwt-'));
const app = await composeApp(readConfig({ DATA_DIR: dataDir, RATE_LIMITS: 'off' }), pino({ level: 'fatal' }));
await app.start();

let failed = 0;
const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
for (const group of testGroups) {
  const jwks = group.private.keys ?? [group.private];
  const keys = keysOf(jwks);
  for (const { tcId, comment, jws, result } of group.tests) {
    const isValid = result === 'valid' && jwks.every(({ alg }) => alg === 'HS256');
    const isTaken = keys !== null && (await isSignedBy(keys, jws));
    const response = await app.http.request('/api/v1/auth/me', { headers: { authorization: `Bearer ${jws}` } });
    const isGood = isTaken === isValid && response.status === 401;
    if (!isGood) failed += 1;
    const outcome = `${isTaken ? 'verified' : 'refused '}  ${response.status}`;
    process.stdout.write(
      `${isGood ? 'ok    ' : 'FAILED'} ${String(tcId).padStart(3)} ${outcome}  ${group.comment}: ${comment}\n`,
    );
  }
}
await app.stop();
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
