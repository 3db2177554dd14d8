import { afterCommit, type DatabaseContext } from '../database/database.ts';
import { qb, gt, sql } from '../database/drizzle.ts';
import type { AccessChangeTable } from '../database/module-tables.ts';
import { query } from '../database/query.ts';
import type { AccessChange } from './cache.ts';

/** Records changes of somebody's access in a module's `access_change` table, and reads the recent ones. */
export function accessChanges(table: AccessChangeTable) {
  const insert = query<{ key: string }>()((params) => qb.insert(table).values({ key: params.key }));
  const recent = query<object>()(() =>
    qb
      .select({ id: table.id, key: table.key })
      .from(table)
      .where(gt(table.at, sql`clock_timestamp() - interval '30 seconds'`)),
  );
  return {
    /**
     * Call it in the transaction of the change. This process drops the cached keys at the commit, other processes
     * within one second.
     */
    async record(ctx: DatabaseContext, ...keys: string[]): Promise<void> {
      await Promise.all(keys.map((key) => insert(ctx, { key })));
      afterCommit(ctx, () => ctx.db.onAccessChanged(keys));
    },
    recent: (ctx: DatabaseContext): Promise<AccessChange[]> => recent(ctx, {}),
  };
}
