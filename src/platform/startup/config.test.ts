import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { environmentSchema, isSecret } from './environment.ts';
import { redactConfig } from './redact-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'taskuno-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function mistakesOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split('\n').slice(1);
  }
}

describe('the configuration', () => {
  it('needs nothing', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', publicUrl: 'http://localhost:8080' });
    expect(config).toMatchObject({ dataDir: join(process.cwd(), 'data'), databaseRoles: true, logFormat: 'json' });
    expect(readConfig({}, true).logFormat).toBe('pretty');
  });

  it('reports all mistakes together, with the variable’s name and a hint', () => {
    const mistakes = mistakesOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://host/name',
      SECRET_KEY: 'short',
      JOBS: 'maybe',
      PUBLIC_URL: 'tasks.example.com',
      CORS_ORIGINS: 'https://a.example.com,b',
      MAIL_FROM: 'TaskUno\r\nBcc: all@example.com',
      SMTP_URL_FILE: join(folder, 'missing'),
    });
    expect(mistakes.map((line) => line.trim().split(':')[0]).toSorted()).toEqual([
      'CORS_ORIGINS',
      'DATABASE_URL',
      'JOBS',
      'MAIL_FROM',
      'PORT',
      'PUBLIC_URL',
      'SECRET_KEY',
      'SMTP_URL_FILE',
    ]);
    expect(mistakes).toContain('  PORT: must be at most 65535. Port to listen on.');
    expect(mistakes.join('\n')).not.toContain('short');
  });

  const keys = { S3_ACCESS_KEY_ID: 'id-1', S3_SECRET_ACCESS_KEY: 'secret/+1' };
  it.each([
    [
      's3://files?region=eu-central-1',
      { endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1', pathStyle: false, prefix: '' },
    ],
    [
      's3://files/task/uno/?endpoint=http://minio:9000',
      { endpoint: 'http://minio:9000', region: 'us-east-1', pathStyle: true, prefix: 'task/uno/' },
    ],
    ['s3://files?endpoint=https://s3.example.com&style=host', { endpoint: 'https://s3.example.com', pathStyle: false }],
  ])('reads the bucket of %s', (STORAGE_URL, expected) => {
    const { storage } = readConfig({ STORAGE_URL, ...keys });
    expect(storage).toMatchObject({ kind: 's3', bucket: 'files', accessKeyId: 'id-1', ...expected });
    const shown = JSON.stringify(redactConfig(readConfig({ STORAGE_URL, ...keys })));
    expect(shown).not.toMatch(/id-1|secret\/\+1/);
  });

  it.each([
    ['https://files', 'STORAGE_URL: must be file:'],
    ['s3://F', 'STORAGE_URL: must name a bucket'],
    ['s3://files/../x y', 'STORAGE_URL: prefix may contain only letters'],
    ['s3://files?endpoint=minio:9000', 'STORAGE_URL: endpoint must look like'],
    ['s3://files?endpoint=https://a.example/b', 'STORAGE_URL: endpoint must look like'],
    ['s3://files?style=virtual', 'STORAGE_URL: style must be path or host'],
    ['s3://files?regoin=eu', 'STORAGE_URL: has the unknown parameter regoin'],
  ])('refuses the storage %s', (STORAGE_URL, mistake) => {
    expect(mistakesOf({ STORAGE_URL, ...keys }).join()).toContain(mistake);
  });

  it('requires the keys of a bucket, which may come from files', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'from a file\n');
    const env = { STORAGE_URL: 's3://files', S3_SECRET_ACCESS_KEY_FILE: file };
    expect(mistakesOf(env).map((line) => line.trim())).toEqual([
      'S3_ACCESS_KEY_ID: is missing but required by STORAGE_URL.',
    ]);
    expect(readConfig({ ...env, S3_ACCESS_KEY_ID: 'a' }).storage).toMatchObject({ secretAccessKey: 'from a file' });
  });

  it('treats an empty variable as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', SMTP_URL: '', LOG_FORMAT: '' })).toEqual(readConfig({}));
  });

  it('reads a secret from a file, unless it is set directly', () => {
    const file = join(folder, 'key');
    const key = 'k'.repeat(40);
    writeFileSync(file, `${key}\n`);
    expect(readConfig({ SECRET_KEY_FILE: file }).SECRET_KEY).toBe(key);
    expect(readConfig({ SECRET_KEY_FILE: file, SECRET_KEY: 'g'.repeat(40) }).SECRET_KEY).toBe('g'.repeat(40));
    writeFileSync(file, 'short');
    expect(mistakesOf({ SECRET_KEY_FILE: file })).toHaveLength(1);
  });

  it('connects modules with separate roles only on the embedded server, unless configured otherwise', () => {
    const DATABASE_URL = 'postgres://host/name';
    expect(readConfig({ DATABASE_URL }).databaseRoles).toBe(false);
    expect(readConfig({ DATABASE_URL, DATABASE_ROLES: 'on' }).databaseRoles).toBe(true);
    expect(readConfig({ DATABASE_ROLES: 'off' }).databaseRoles).toBe(false);
  });

  it('shows no secret', () => {
    const shown = redactConfig(
      readConfig({
        DATABASE_URL: 'postgres://tasks:planted@host/name',
        SMTP_URL: 'smtp://planted:planted@mail.example.com',
        SECRET_KEY: `planted${'x'.repeat(40)}`,
        SERVICE_KEY: `planted${'y'.repeat(40)}`,
        RESEND_API_KEY: 'planted',
      }),
    );
    expect(JSON.stringify(shown)).not.toContain('planted');
    expect(shown).toMatchObject({ DATABASE_URL: 'postgres://***@host/name', SECRET_KEY: '***', PORT: 8080 });
  });

  it('describes every variable', () => {
    for (const [name, schema] of Object.entries(environmentSchema.shape)) {
      expect(schema.description, name).toMatch(/^\S.*\.$/);
    }
    expect(Object.keys(environmentSchema.shape).filter(isSecret)).toContain('SMTP_URL');
    expect(isSecret('PUBLIC_URL')).toBe(false);
  });
});

describe('PUBLIC_URL', () => {
  it.each([
    ['https://example.org/', 'https://example.org'],
    ['https://example.org/tasks/', 'https://example.org/tasks'],
    ['http://nas.lan:8080/apps/board.v2', 'http://nas.lan:8080/apps/board.v2'],
  ])('%s is %s', (given, taken) => expect(readConfig({ PUBLIC_URL: given }).publicUrl).toBe(taken));

  it.each([
    'https://example.org/api',
    'https://example.org/assets/x',
    'https://example.org/a b',
    'https://example.org/a//b',
    'https://example.org/?x=1',
    'https://example.org/#x',
    'https://me:secret@example.org',
  ])('is not %s', (given) => expect(() => readConfig({ PUBLIC_URL: given })).toThrow('PUBLIC_URL: must be a host'));
});
