import type { Context } from '../context.ts';
import { qb, lt, sql } from '../database/drizzle.ts';
import type { AccessChangeTable, CommandTable, InboxTable } from '../database/module-tables.ts';
import { query } from '../database/query.ts';
import type { ScheduledJob } from './module.ts';

interface ModuleTables {
  readonly command: CommandTable;
  readonly inbox?: InboxTable;
  readonly accessChange?: AccessChangeTable;
}

/** A job that deletes a module's expired rows: stored replies, handled events, access changes. */
export function housekeeping({ command, inbox, accessChange }: ModuleTables): ScheduledJob<Context> {
  const commands = query<object>()(() =>
    qb.delete(command).where(lt(command.createdAt, sql`now() - interval '24 hours'`)),
  );
  // Longer than a job can wait: the event log has 7 days, and a queue retries for less.
  const events =
    inbox && query<object>()(() => qb.delete(inbox).where(lt(inbox.handledAt, sql`now() - interval '30 days'`)));
  const changes =
    accessChange &&
    query<object>()(() => qb.delete(accessChange).where(lt(accessChange.at, sql`now() - interval '10 minutes'`)));
  return {
    name: 'housekeeping',
    cron: '17 * * * *',
    async run(ctx) {
      await commands(ctx, {});
      await events?.(ctx, {});
      await changes?.(ctx, {});
    },
  };
}
