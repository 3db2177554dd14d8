import { qb, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { SuppressionReason } from '../contract.ts';
import { suppressionTable } from '../schema/message.ts';

// Addresses that bounced permanently, or whose owner marked a mail as spam. They get no mails that people can turn off.

export interface Suppression {
  readonly address: string;
  readonly reason: SuppressionReason;
  readonly detail: string;
  readonly createdAt: string;
}

export async function readSuppressions(
  ctx: NotificationsContext,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, Suppression>> {
  const rows = await find(ctx, { addresses: [...new Set(addresses.map(suppressionKey))] });
  return new Map(rows.map((row) => [row.address, row]));
}

export function suppressionKey(address: string): string {
  return address.toLowerCase();
}

/** Call it in a transaction with the change of the message. A complaint outweighs a bounce. */
export const suppress = rawQuery<
  { address: string; userId: UserId | null; reason: SuppressionReason; detail: string; now: string },
  never
>(
  (params) => sql`
    insert into ${suppressionTable} as current (address, user_id, reason, detail, created_at)
    values (lower(${params.address}), ${params.userId}, ${params.reason}, ${params.detail}, ${params.now})
    on conflict (address) do update set
      user_id = coalesce(excluded.user_id, current.user_id), reason = excluded.reason, detail = excluded.detail,
      created_at = excluded.created_at
    where excluded.reason = 'complained' or current.reason = 'bounced'`,
);

/** Mails to the address are sent again. */
export const liftSuppression = query<{ address: string }>()((params) =>
  qb
    .delete(suppressionTable)
    .where(sql`${suppressionTable.address} = lower(${params.address})`)
    .returning({ address: suppressionTable.address }),
);

/** Of addresses without an account nobody can ask for another try; they get one after a year. */
export const forgetOldSuppressions = rawQuery<{ before: string }, never>(
  (params) => sql`delete from ${suppressionTable} where user_id is null and created_at < ${params.before}`,
);

const find = query<{ addresses: readonly string[] }>()((params) =>
  qb
    .select({
      address: suppressionTable.address,
      reason: suppressionTable.reason,
      detail: suppressionTable.detail,
      createdAt: suppressionTable.createdAt,
    })
    .from(suppressionTable)
    .where(sql`${suppressionTable.address} = any(${params.addresses})`),
);
