import { createRequire } from 'node:module';

// The only file that loads drizzle. As an ES module Node reads drizzle's large package.json again for each of its
// files, which costs most of a second at start; as CommonJS it is read once.
const require = createRequire(import.meta.url);
const core = require('drizzle-orm') as typeof import('drizzle-orm');
const pg = require('drizzle-orm/pg-core') as typeof import('drizzle-orm/pg-core');
const { toSnakeCase } = require('drizzle-orm/casing') as typeof import('drizzle-orm/casing');

export const {
  and,
  asc,
  eq,
  gt,

  isNotNull,
  isNull,
  lt,
  lte,
  ne,

  or,
  sql,
} = core;
export const { Param, Placeholder, SQL, getTableColumns, is } = core;
export const {
  getTableConfig,
  PgTable,
  alias,
  bigint,
  boolean,
  check,

  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} = pg;

export const dialect = new pg.PgDialect({ casing: 'snake_case' });

/** Builds queries as typed values. It has no connection: `query()` compiles them and runs them on ours. */
export const qb = new pg.PgDatabase(
  dialect,
  // The builder never uses the session: all statements run through `query()`.
  {} as ConstructorParameters<typeof pg.PgDatabase>[1],
  undefined,
);

/** `timestamptz(3)` as RFC 3339 text. The connection's parser returns text, so no Date is created per row. */
export const instant = () => pg.timestamp({ precision: 3, withTimezone: true, mode: 'string' });

/** Text with bytewise collation: ranks and keys must sort the same in JavaScript and on every server. */
export const bytewiseText = pg.customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/**
 * A CHECK constraint for a text column with a fixed set of values. `text(...)` has the type, the table adds
 * `oneOf(...)`.
 */
export const oneOf = (name: string, column: import('drizzle-orm').AnyColumn, values: readonly string[]) =>
  pg.check(name, core.sql`${column} in (${core.sql.raw(values.map((value) => `'${value}'`).join(', '))})`);

/** A column's name in the database. */
export const columnText = (column: { readonly name: string; readonly keyAsName: boolean }) =>
  column.keyAsName ? toSnakeCase(column.name) : column.name;

/** The same for a statement, without its table. */
export const columnName = (column: import('drizzle-orm').AnyColumn) => core.sql.identifier(columnText(column));

export type { AnyPgColumn as AnyColumn, AnyPgTable as AnyTable, PgSchema } from 'drizzle-orm/pg-core';
export type Placeholder = import('drizzle-orm').Placeholder;
export type { SQL as SqlFragment } from 'drizzle-orm';
