import type { DatabaseContext, Transaction } from './database.ts';
import { sql } from './drizzle.ts';
import { rawQuery } from './query.ts';

/**
 * Lets transactions that count something before they add to it do so one after the other: without it, two at the same
 * time both find room for one more. The lock ends with the transaction.
 * @param what What is counted, and whose: `webhooks <organization id>`.
 */
export async function lockLimit(ctx: DatabaseContext & { readonly tx: Transaction }, what: string): Promise<void> {
  await lock(ctx, { what });
}

const lock = rawQuery<{ what: string }, object>(
  (params) => sql`select from pg_advisory_xact_lock(hashtextextended(${params.what}::text, 0))`,
);
