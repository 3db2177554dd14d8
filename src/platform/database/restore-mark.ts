import { exitCodes, StartError } from '../startup/start-error.ts';
import type { Sql } from './connection.ts';

// A table that exists only while a restore is under way, and after one that was interrupted.

/** Marks the database: until the mark is removed, no server starts on it. */
export async function setRestoreMark(sql: Sql, archive: string): Promise<void> {
  await sql`create schema if not exists drizzle`;
  await sql`create table if not exists drizzle.__restore (archive text not null, started_at timestamptz not null)`;
  await sql`insert into drizzle.__restore values (${archive}, now())`;
}

export async function removeRestoreMark(sql: Sql): Promise<void> {
  await sql`drop table if exists drizzle.__restore`;
}

/** The archive of a restore that has not ended; null if there is none. */
export async function restoreUnderWay(sql: Sql): Promise<string | null> {
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('drizzle.__restore')::text as name`;
  if (!table?.name) return null;
  const [row] = await sql<
    { archive: string }[]
  >`select archive from drizzle.__restore order by started_at desc limit 1`;
  return row?.archive ?? 'an archive';
}

/** @throws StartError after an interrupted restore: a part of the data would be missing. */
export async function refuseHalfRestored(sql: Sql): Promise<void> {
  const archive = await restoreUnderWay(sql);
  if (archive === null) return;
  throw new StartError(
    exitCodes.database,
    `The restore of ${archive} into this database did not finish. Run taskuno restore again with that archive.`,
  );
}
