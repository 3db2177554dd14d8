import { z } from 'zod';
import { type ModuleName, moduleNames } from './module-names.ts';
import { onOff, variable, wholeNumber } from './variable.ts';

type DatabaseVariable = `${Uppercase<ModuleName>}_DATABASE_URL`;

/** The variable that gives a module a database or role of its own. */
export function databaseVariable(name: ModuleName): DatabaseVariable {
  return `${name.toUpperCase()}_DATABASE_URL` as DatabaseVariable;
}

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host:5432/name',
});

const moduleDatabase = variable(databaseUrl.optional(), 'Separate database or role for this module.');
const moduleDatabases = Object.fromEntries(
  moduleNames.map((name) => [databaseVariable(name), moduleDatabase]),
) as Record<DatabaseVariable, typeof moduleDatabase>;

export const databaseVariables = {
  DATABASE_URL: variable(
    databaseUrl.optional(),
    'Your own PostgreSQL, 15 or newer. If empty, an embedded one runs in DATA_DIR.',
  ),
  MIGRATION_DATABASE_URL: variable(
    databaseUrl.optional(),
    'Role with more privileges on a direct connection, used for migrations.',
  ),
  LISTEN_DATABASE_URL: variable(
    databaseUrl.optional(),
    'Direct connection for notifications and the job queue, where DATABASE_URL is a pooler. Default: MIGRATION_DATABASE_URL, else DATABASE_URL.',
  ),
  ...moduleDatabases,
  READ_DATABASE_URL: variable(
    databaseUrl.optional(),
    'Streaming replica of DATABASE_URL for lists, search and reports. The primary serves what a person has just written, and all reads while the replica is away or late.',
  ),
  READ_MAX_LAG_SECONDS: variable(wholeNumber(1, 3_600).default(5), 'How late a reply from READ_DATABASE_URL may be.'),
  DATABASE_ROLES: variable(
    onOff.optional(),
    'on: a separate database role for each module, which ends transactions idle for 30 seconds (default with the embedded server). With off, set idle_in_transaction_session_timeout yourself.',
  ),
  DATABASE_POOL: variable(wholeNumber(1, 100).default(4), 'Database connections per role.'),
  DATABASE_PREPARE: variable(onOff.default('on'), 'Prepared statements. Set to off for PgBouncer before 1.21.'),
  DATABASE_DISTRIBUTED: variable(
    onOff.optional(),
    'Whether tables are distributed over several servers by Citus, so that changes of tasks are written by separate statements. Default: what the database says at the start.',
  ),
  DATABASE_DEADLINE_SECONDS: variable(
    wholeNumber(1, 600).default(10),
    'Requests that wait longer than this for the database fail with 503 and are not executed later.',
  ),
  DATABASE_WAIT_SECONDS: variable(
    wholeNumber(0, 86_400).default(60),
    'How long startup waits for the database before it fails with exit code 4.',
  ),
};
