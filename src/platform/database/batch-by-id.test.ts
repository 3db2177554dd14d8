import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase, watchedDoor } from '../../../test/harness/database.ts';
import { type Database, withTransaction } from './database.ts';
import { sql } from './drizzle.ts';
import { type Query, rawQuery } from './query.ts';
import { batchById } from './batch-by-id.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createDatabase();
  db = watchedDoor(database);
});
afterAll(() => database.drop());

interface Row {
  readonly id: string;
  readonly seenBy: string;
}
/** The rows a to y exist. A statement that includes the id z fails. */
const letters = rawQuery<{ ids: readonly string[]; seenBy: string }, Row>(
  (params) => sql`
    select letter as id, ${params.seenBy}::text as "seenBy" from unnest(${params.ids}::text[]) as letter
    where letter < 'z' or 1 / (length(letter) - 1) = 0`,
);
const calls: { ids: readonly string[]; seenBy: string }[] = [];
const counted: Query<{ ids: readonly string[]; seenBy: string }, Row> = (ctx, args) => {
  calls.push(args);
  return letters(ctx, args);
};
const letter = batchById<string, { seenBy: string }, Row>(counted);
const readLetters = (...ids: string[]) => Promise.all(ids.map((id) => letter({ db }, id, { seenBy: 'me' })));
beforeEach(() => void calls.splice(0));

describe('rows by id', () => {
  it('of simultaneous calls are read by one statement, and each caller gets its own row', async () => {
    expect((await readLetters('b', 'a', 'b')).map((row) => row?.id)).toEqual(['b', 'a', 'b']);
    expect(calls).toEqual([{ ids: ['b', 'a'], seenBy: 'me' }]);
  });

  it('are read again for a later call', async () => {
    await readLetters('a');
    await readLetters('a');
    expect(calls).toHaveLength(2);
  });

  it('are never read with the bounds of another caller', async () => {
    const both = ['me', 'you'].map((seenBy) => letter({ db }, 'a', { seenBy }));
    expect((await Promise.all(both)).map((row) => row?.seenBy)).toEqual(['me', 'you']);
    expect(calls).toHaveLength(2);
  });

  it('are undefined if they do not exist', async () => {
    const none = rawQuery<{ ids: readonly string[] }, { id: string }>(
      (params) => sql`
      select 'a' as id where 'a' = any(${params.ids}::text[])`,
    );
    const ask = batchById<string, object, { id: string }>(none);
    expect(await Promise.all([ask({ db }, 'b', {}), ask({ db }, 'a', {})])).toEqual([undefined, { id: 'a' }]);
  });

  it('are split over several statements if there are many', async () => {
    const ids = Array.from({ length: 150 }, (_, n) => `a${n}`);
    expect((await readLetters(...ids)).map((row) => row?.id)).toEqual(ids);
    expect(calls.map((args) => args.ids.length)).toEqual([64, 64, 22]);
  });

  it('fail for every caller of a failed statement, and for no later caller', async () => {
    const answers = await Promise.allSettled(['a', 'z'].map((id) => letter({ db }, id, { seenBy: 'me' })));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await readLetters('a'))[0]?.id).toBe('a');
  });

  it('are read within the transaction of the caller, and refused outside it', async () => {
    await withTransaction({ db }, async (inTx) => {
      await inTx.tx.sql`create temporary table seen_here (id text) on commit drop`;
      const here = batchById<string, object, { id: string }>(
        rawQuery<{ ids: readonly string[] }, { id: string }>(
          (params) => sql`select id from pg_temp.seen_here where id = any(${params.ids}::text[])`,
        ),
      );
      await inTx.tx.sql`insert into seen_here values ('a')`;
      expect(await here(inTx, 'a', {})).toEqual({ id: 'a' });
      await expect(letter({ db }, 'a', { seenBy: 'me' })).rejects.toThrow('a query beside the transaction');
    });
  });
});
