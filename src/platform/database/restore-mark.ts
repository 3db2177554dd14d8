import { exitCodes, StartError } from '../startup/start-error.ts';
import type { Sql } from './connection.ts';

// A table that exists only while a restore is under way, and after one that was interrupted.

export interface RestoreMark {
  /** The archive that is restored. */
  readonly archive: string;
  /** What was appended to the names of the previous database and files, to keep them; null if there were none. */
  readonly keptSuffix: string | null;
}

/** Marks the database: until the mark is removed, no server starts on it. */
export async function setRestoreMark(sql: Sql, { archive, keptSuffix }: RestoreMark): Promise<void> {
  await sql`create schema if not exists drizzle`;
  await sql`create table if not exists drizzle.__restore (archive text not null, started_at timestamptz not null)`;
  await sql`alter table drizzle.__restore add column if not exists kept_suffix text`;
  await sql`insert into drizzle.__restore (archive, started_at, kept_suffix) values (${archive}, now(), ${keptSuffix})`;
}

export async function removeRestoreMark(sql: Sql): Promise<void> {
  await sql`drop table if exists drizzle.__restore`;
}

/** The mark of a restore that has not ended; null if there is none. */
export async function restoreUnderWay(sql: Sql): Promise<RestoreMark | null> {
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('drizzle.__restore')::text as name`;
  if (!table?.name) return null;
  const [row] = await sql<{ archive: string; keptSuffix: string | null }[]>`
    select archive, to_jsonb(mark)->>'kept_suffix' as "keptSuffix" from drizzle.__restore as mark
    order by started_at desc limit 1`;
  return { archive: row?.archive ?? 'an archive', keptSuffix: row?.keptSuffix ?? null };
}

/** @throws StartError after an interrupted restore: a part of the data would be missing. */
export async function refuseHalfRestored(sql: Sql): Promise<void> {
  const mark = await restoreUnderWay(sql);
  if (mark === null) return;
  throw new StartError(
    exitCodes.database,
    `The restore of ${mark.archive} into this database did not finish. Run taskuno restore again with that archive.`,
  );
}
