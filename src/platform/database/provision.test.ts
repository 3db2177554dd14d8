import { describe, expect, inject, it } from 'vitest';
import { testSecretKey } from '../../../test/harness/server.ts';
import { readConfig } from '../startup/config.ts';
import { locateDatabase } from './provision.ts';

/** The address of a database of the test server. Only `postgres` exists on every server. */
function urlOf(database: string, parameters = ''): string {
  const { host, port, user } = inject('server');
  return `postgres://${user}@localhost:${port}/${database}?host=${host}${parameters}`;
}

function targetsOf(env: Readonly<Record<string, string>>) {
  const config = readConfig({ SECRET_KEY: testSecretKey, DATABASE_URL: urlOf('postgres'), ...env });
  return locateDatabase(config, testSecretKey, { purpose: 'share' });
}

describe('the connection for notifications and the queue', () => {
  const direct = { LISTEN_DATABASE_URL: urlOf('template1') };
  const migration = { MIGRATION_DATABASE_URL: urlOf('postgres', '&sslmode=prefer') };

  it('is LISTEN_DATABASE_URL, else MIGRATION_DATABASE_URL, else DATABASE_URL', async () => {
    expect((await targetsOf({})).direct).toMatchObject({ database: 'postgres', ssl: false });
    expect((await targetsOf(migration)).direct).toMatchObject({ database: 'postgres', ssl: 'prefer' });
    const both = await targetsOf({ ...migration, ...direct });
    expect(both.direct).toMatchObject({ database: 'template1', ssl: false });
    expect([both.migrator.database, both.events.database]).toEqual(['postgres', 'postgres']);
  });

  it('keeps the role of the relay where modules have roles', async () => {
    const { direct: target, events } = await targetsOf({ ...direct, DATABASE_ROLES: 'on' });
    expect(target).toMatchObject({ database: 'template1', user: events.user, password: events.password });
    expect(events.user).toBe('taskuno_events');
  });

  it('is checked at the start, by its name', async () => {
    const wrong = targetsOf({ LISTEN_DATABASE_URL: urlOf('not_there') });
    await expect(wrong).rejects.toThrow(/LISTEN_DATABASE_URL|not_there/);
  });
});
