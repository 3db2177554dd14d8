import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, environmentSchema, isSecret, readConfig, redactConfig } from './config.ts';

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

  it('tells every mistake at once, with the variable’s name and a hint', () => {
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
    expect(mistakes).toContain('  PORT: at most 65535. Where to listen.');
    expect(mistakes.join('\n')).not.toContain('short');
  });

  it('takes an empty variable for one that is not given', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', SMTP_URL: '', LOG_FORMAT: '' })).toEqual(readConfig({}));
  });

  it('reads a secret from a file, unless it is given itself', () => {
    const file = join(folder, 'key');
    const key = 'k'.repeat(40);
    writeFileSync(file, `${key}\n`);
    expect(readConfig({ SECRET_KEY_FILE: file }).SECRET_KEY).toBe(key);
    expect(readConfig({ SECRET_KEY_FILE: file, SECRET_KEY: 'g'.repeat(40) }).SECRET_KEY).toBe('g'.repeat(40));
    writeFileSync(file, 'short');
    expect(mistakesOf({ SECRET_KEY_FILE: file })).toHaveLength(1);
  });

  it('connects modules as roles of their own on its own server alone, unless told otherwise', () => {
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

  it('says of every variable what it means', () => {
    for (const [name, schema] of Object.entries(environmentSchema.shape)) {
      expect(schema.description, name).toMatch(/^\S.*\.$/);
    }
    expect(Object.keys(environmentSchema.shape).filter(isSecret)).toContain('SMTP_URL');
    expect(isSecret('PUBLIC_URL')).toBe(false);
  });
});
