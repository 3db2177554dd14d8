import { noOrganization } from '../database/module-tables.ts';
import type { Sql, TransactionSql } from '../database/connection.ts';

/** An event that the relay could not relay because of its content. */
export interface SetAsideEvent {
  readonly id: string;
  readonly module: string;
  readonly type: string | null;
  readonly error: string;
  readonly at: string;
}

/** The events that could not be relayed. */
export interface SetAside {
  /** Oldest first. */
  list(): Promise<SetAsideEvent[]>;
  /**
   * Relays them again: all, or those with these ids.
   * @returns the ids that existed.
   */
  retry(ids: readonly string[] | null): Promise<string[]>;
}

export function createSetAside(sql: Sql): SetAside {
  return { list: () => list(sql), retry: (ids) => retry(sql, ids) };
}

const maxListed = 1_000;

async function list(sql: Sql): Promise<SetAsideEvent[]> {
  return sql<SetAsideEvent[]>`
    select id, module, event->>'type' as type, error, at from platform.set_aside order by at, id limit ${maxListed}`;
}

/** Moves events back into their modules' outboxes, where the relay takes them again. */
async function retry(sql: Sql, ids: readonly string[] | null): Promise<string[]> {
  return sql.begin(async (transaction) => {
    const tx = transaction as TransactionSql;
    const rows = await tx<{ id: string; module: string; event: unknown }[]>`
      delete from platform.set_aside where ${ids === null} or id = any(${ids === null ? [] : [...ids]}::uuid[])
      returning id, module, event`;
    for (const module of new Set(rows.map((row) => row.module))) {
      const own = JSON.stringify(rows.filter((row) => row.module === module));
      await tx`
        insert into ${tx(module)}.outbox (id, organization_id, event)
        select id, coalesce((event ->> 'organizationId')::uuid, ${noOrganization}::uuid), event from jsonb_to_recordset(${own}::jsonb) as row (id uuid, event jsonb)`;
    }
    return rows.map(({ id }) => id);
  });
}
