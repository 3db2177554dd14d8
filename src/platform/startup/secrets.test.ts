import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { openSecrets, replaceLostKey } from './secrets.ts';
import { StartError } from './start-error.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'taskuno-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const config = () => ({ dataDir, SECRET_KEY: undefined, SECRET_KEY_PREVIOUS: undefined, SERVICE_KEY: undefined });
const open = (hasAccounts = false) => openSecrets(config(), async () => hasAccounts);

async function refusal(work: () => unknown): Promise<StartError> {
  const error = await Promise.resolve()
    .then(work)
    .catch((reason: unknown) => reason);
  if (!(error instanceof StartError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

/** Things at the path of a secret's file that are not a valid secret. */
const bad: Readonly<Record<string, (file: string) => void>> = {
  'is empty': (file) => writeFileSync(file, ''),
  'is empty (blank lines)': (file) => writeFileSync(file, ' \n\n'),
  'is a folder': (file) => mkdirSync(file),
  'is a broken link': (file) => symlinkSync(join(dataDir, 'nothing'), file),
  'is not a file': (file) => symlinkSync('/dev/zero', file),
  'is not text': (file) => writeFileSync(file, Buffer.alloc(44, 0xff)),
  'is not a single line of text': (file) => writeFileSync(file, Buffer.alloc(44)),
  'is not a single line of text (two lines)': (file) => writeFileSync(file, `${'k'.repeat(40)}\n${'k'.repeat(40)}\n`),
  'is too large for a secret': (file) => writeFileSync(file, 'k'.repeat(100_000)),
};

describe.each(['secret-key', 'service-key'])('the file %s', (name) => {
  const keyFile = () => {
    mkdirSync(join(dataDir, 'secrets'), { recursive: true });
    return join(dataDir, 'secrets', name);
  };

  it.each(
    Object.entries({ ...bad, 'contains fewer than 32 bytes': (file: string) => writeFileSync(file, 'k'.repeat(31)) }),
  )('is refused in one line with exit code 3 where it %s', async (what, make) => {
    make(keyFile());
    const { message, exitCode } = await refusal(open);
    expect(exitCode).toBe(3);
    expect(message).toContain(`${name} ${what.replace(/ \(.*/, '')}.`);
    expect(message).not.toContain('\n');
  });

  it('is created once, completely, without access for others, and is never replaced', async () => {
    const first = await open();
    expect(await open(true)).toEqual(first);
    const file = keyFile();
    expect(readFileSync(file, 'utf8')).toMatch(/^[\w+/]{44}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(dataDir, 'secrets')).toSorted()).toEqual(['secret-key', 'service-key']);
  });

  it('can’t be created if its folder is a file', async () => {
    writeFileSync(join(dataDir, 'secrets'), '');
    expect(await refusal(open)).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^The key \S+ can't be .*\.$/),
    });
  });
});

describe('a missing secret key', () => {
  it('is an error if accounts exist, and is replaced only on request', async () => {
    const { message, exitCode } = await refusal(() => open(true));
    expect(exitCode).toBe(3);
    expect(message).toMatch(
      /secret-key is missing, but the database contains accounts\. Restore it .*"taskuno secret-key new"/,
    );
    expect(readdirSync(dataDir)).toEqual([]);
    const file = replaceLostKey(config());
    expect((await open(true)).secretKey).toBe(readFileSync(file, 'utf8'));
    expect(await refusal(() => replaceLostKey(config()))).toMatchObject({ exitCode: 6 });
  });

  it('becomes the same key for all processes that start at the same time', async () => {
    const script = `import { openSecrets } from '${new URL('secrets.ts', import.meta.url).pathname}';
      const secrets = await openSecrets({ dataDir: process.argv[1] }, async () => false);
      process.stdout.write(secrets.secretKey);`;
    const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, dataDir]);
    const keys = (await Promise.all([start(), start(), start()])).map(({ stdout }) => stdout);
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(keys[0]).toHaveLength(44);
  });
});

describe('a variable that names a file', () => {
  it.each(['SECRET_KEY', 'SERVICE_KEY', 'SMTP_URL', 'RESEND_API_KEY', 'OIDC_ACME_CLIENT_SECRET'])(
    '%s_FILE is refused in one line if the file has no secret',
    (name) => {
      const file = join(dataDir, 'file');
      for (const [what, make] of [['does not exist', () => undefined] as const, ...Object.entries(bad)]) {
        rmSync(file, { recursive: true, force: true });
        make(file);
        let message = '';
        try {
          readConfig({ DATA_DIR: dataDir, [`${name}_FILE`]: file });
        } catch (error) {
          if (error instanceof ConfigError) message = error.message;
        }
        expect(message).toContain(`  ${name}_FILE: the file ${file} ${what.replace(/ \(.*/, '')}.`);
      }
    },
  );
});
