import { derivedKey, keyedDigest } from '../startup/secrets.ts';
import { postgresCode } from './database.ts';
import type { Sql, TransactionSql } from './connection.ts';
import type { ConnectionTarget } from './connection-target.ts';

/** The role that may create and drop objects. The running app never uses it. */
export const migratorRole = 'taskuno_migrator';
/** The role of the relay and the queue. It can read only the modules' outboxes. */
export const eventsRole = 'taskuno_events';

export function moduleRole(module: string): string {
  return `taskuno_${module}`;
}

/** The password of a role, derived from the installation's key: it is stored nowhere and needs no separate rotation. */
function rolePassword(secretKey: string, role: string): string {
  return keyedDigest(derivedKey(secretKey, 'database roles'), role);
}

/** The same target with another role and its password. */
export function asRole(target: ConnectionTarget, role: string, secretKey: string): ConnectionTarget {
  return { ...target, user: role, password: rolePassword(secretKey, role) };
}

/**
 * Creates missing roles, and resets the password of each role that cannot connect (`mayEnter`), because passwords
 * derive from the installation's key. `sql` must be a superuser, or a role with CREATEROLE. Only one instance does this
 * at a time.
 */
export async function ensureRoles(
  sql: Sql,
  roles: readonly string[],
  secretKey: string,
  mayEnter: (role: string) => Promise<boolean> = async () => true,
): Promise<void> {
  await sql.begin(async (tx) => {
    await lockRoles(tx);
    const existing = await tx<{ rolname: string }[]>`select rolname from pg_roles where rolname = any(${[...roles]})`;
    const existingRoles = new Set(existing.map((row) => row.rolname));
    for (const role of roles) {
      if (existingRoles.has(role) && (await mayEnter(role))) continue;
      // CREATE ROLE takes no parameters. Both texts are ours and contain only letters, digits, - and _.
      const verb = existingRoles.has(role) ? 'alter' : 'create';
      await tx.unsafe(`${verb} role ${role} login password '${rolePassword(secretKey, role)}'`);
    }
  });
}

/** idle_in_transaction_session_timeout of the app's roles: a transaction that hangs must not keep its locks. */
const maxIdle = '30s';

/**
 * Sets a timeout for idle transactions on these roles. A timeout that somebody set for a role, the database or the
 * server stays, because a role's setting would override the others. Roles that we may not change are skipped.
 */
export async function limitIdleTransactions(sql: Sql, roles: readonly string[]): Promise<void> {
  await sql.begin(async (tx) => {
    await lockRoles(tx);
    const unlimited = await tx<{ rolname: string }[]>`
      select rolname from pg_roles where rolname = any(${[...roles]})
        and current_setting('idle_in_transaction_session_timeout') = '0'
        and coalesce(array_to_string(rolconfig, ' '), '') not like '%idle_in_transaction_session_timeout=%'`;
    for (const { rolname } of unlimited) {
      const limit = `alter role ${rolname} set idle_in_transaction_session_timeout = '${maxIdle}'`;
      await tx
        .savepoint((inner) => inner.unsafe(limit))
        .catch((error: unknown) => {
          if (postgresCode(error) !== '42501') throw error;
        });
    }
  });
}

/**
 * Grants each module's role the rows of its own schema only; the relay's role gets the outboxes, the event log and the
 * queue.
 */
export async function grantRights(sql: Sql, modules: readonly string[]): Promise<void> {
  const statements = [
    'revoke temporary, create on database current_database_name from public',
    'revoke create on schema public from public',
    ...modules.flatMap((module) => [
      ...dataRights(module, moduleRole(module)),
      `grant usage on schema ${module} to ${eventsRole}`,
      `grant select, insert, delete on ${module}.outbox to ${eventsRole}`,
    ]),
    ...dataRights('platform', eventsRole),
    ...dataRights('pgboss', eventsRole),
    `grant execute on all functions in schema pgboss to ${eventsRole}`,
  ];
  const [row] = await sql<{ name: string }[]>`select quote_ident(current_database()) as name`;
  const text = statements.join(';\n').replaceAll('current_database_name', row?.name ?? '');
  await sql.unsafe(text);
}

function lockRoles(tx: TransactionSql): Promise<unknown> {
  return tx`select pg_advisory_xact_lock(hashtext('taskuno roles'))`;
}

function dataRights(schema: string, role: string): string[] {
  return [
    `grant usage on schema ${schema} to ${role}`,
    `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
    `grant usage, select on all sequences in schema ${schema} to ${role}`,
  ];
}
