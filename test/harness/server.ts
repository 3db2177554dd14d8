import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { perModule } from '#platform/startup/module-names.ts';
import { readConfig } from '#platform/startup/config.ts';
import { type ConnectionTarget, targetFromUrl } from '#platform/database/connection-target.ts';
import { type EmbeddedServer, startEmbedded } from '#platform/database/embedded.ts';
import { type DatabaseTargets, prepareDatabase, prepareServer, withConnection } from '#platform/database/provision.ts';
import { asRole, eventsRole, migratorRole, moduleRole } from '#platform/database/roles.ts';

export const testSecretKey = 'a secret key that only the tests know, 32 bytes and more';
export const templateName = 'taskuno_template';

declare module 'vitest' {
  interface ProvidedContext {
    server: ConnectionTarget;
  }
}

/** The roles that connect to a database of the test server: every module has its own, as in the app. */
export function targetsOf(server: ConnectionTarget, database: string): DatabaseTargets {
  const base = { ...server, database };
  const as = (role: string) => asRole(base, role, testSecretKey);
  const modules = perModule((name) => as(moduleRole(name)));
  return {
    modules: modules as DatabaseTargets['modules'],
    events: as(eventsRole),
    direct: as(eventsRole),
    migrator: as(migratorRole),
    embedded: null,
  };
}

/**
 * One server for all tests, and a migrated template that each suite copies. The server is an embedded one, or the one
 * at TEST_DATABASE_URL: a superuser's address of a server that is only for tests, 15 or newer, with at least 400
 * connections.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_DATABASE_URL: url } = process.env;
  if (url) return useServer(project, targetFromUrl(url));
  const dataDir = mkdtempSync(join(tmpdir(), 'taskuno-test-'));
  chmodSync(dataDir, 0o711);
  const server: EmbeddedServer = await startEmbedded({
    dataDir,
    settings: { fsync: 'off', max_connections: '400', shared_buffers: '64MB' },
  });
  await useServer(project, server.target);
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

async function useServer(project: TestProject, server: ConnectionTarget): Promise<() => Promise<void>> {
  const dropTemplate = () =>
    withConnection(server, 'test admin', async (sql) => {
      await sql.unsafe(`drop database if exists ${templateName} with (force)`);
    });
  await dropTemplate();
  await prepareServer(server, testSecretKey, templateName);
  const config = readConfig({ SECRET_KEY: testSecretKey });
  await prepareDatabase(config, targetsOf(server, templateName), testSecretKey);
  project.provide('server', server);
  return dropTemplate;
}
