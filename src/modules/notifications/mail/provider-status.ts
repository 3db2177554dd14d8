import { qb, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import type { NotificationsContext } from '../context.ts';
import type { MailProvider } from '../contract.ts';
import { mailProviderTable } from '../schema/message.ts';
import type { ProviderAttempt } from '../transport.ts';
import { storedReason } from './message.ts';

export interface ProviderStatus {
  readonly provider: MailProvider;
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly lastError: string | null;
  /** The first failure since the last success. */
  readonly failingSince: string | null;
}

/** The configured providers, in the order in which they are tried. */
export async function providerStatuses(ctx: NotificationsContext): Promise<ProviderStatus[]> {
  const rows = new Map((await statuses(ctx, {})).map((row) => [row.provider, row]));
  const never = { lastSuccessAt: null, lastFailureAt: null, lastError: null, failingSince: null };
  return ctx.transport.providers.map((provider) => rows.get(provider) ?? { provider, ...never });
}

/** Collects attempts, which `record` then stores with one statement. */
export function providerRecorder(ctx: NotificationsContext): {
  readonly report: (attempt: ProviderAttempt) => void;
  readonly record: (inTx?: NotificationsContext) => Promise<void>;
} {
  const outcomes = new Map<MailProvider, ProviderStatus>();
  return {
    report({ provider, error }) {
      const now = ctx.clock.now().toISOString();
      const before = outcomes.get(provider);
      outcomes.set(provider, {
        provider,
        lastSuccessAt: error === null ? now : (before?.lastSuccessAt ?? null),
        lastFailureAt: error === null ? (before?.lastFailureAt ?? null) : now,
        lastError: error === null ? (before?.lastError ?? null) : storedReason(error),
        failingSince: error === null ? null : (before?.failingSince ?? now),
      });
    },
    async record(inTx = ctx) {
      if (outcomes.size > 0) await save(inTx, { rows: JSON.stringify([...outcomes.values()]) });
    },
  };
}

const statuses = query<object>()(() =>
  qb
    .select({
      provider: mailProviderTable.provider,
      lastSuccessAt: mailProviderTable.lastSuccessAt,
      lastFailureAt: mailProviderTable.lastFailureAt,
      lastError: mailProviderTable.lastError,
      failingSince: mailProviderTable.failingSince,
    })
    .from(mailProviderTable),
);
/** A failure with a success before it, in the same batch, begins a new outage. */
const save = rawQuery<{ rows: string }, never>(
  (params) => sql`
    insert into ${mailProviderTable} as current
      (provider, last_success_at, last_failure_at, last_error, failing_since)
    select provider, "lastSuccessAt", "lastFailureAt", "lastError", "failingSince"
    from jsonb_to_recordset(${params.rows}::jsonb) as outcome (
      provider text, "lastSuccessAt" timestamptz, "lastFailureAt" timestamptz, "lastError" text,
      "failingSince" timestamptz)
    order by provider
    on conflict (provider) do update set
      last_success_at = coalesce(excluded.last_success_at, current.last_success_at),
      last_failure_at = coalesce(excluded.last_failure_at, current.last_failure_at),
      last_error = coalesce(excluded.last_error, current.last_error),
      failing_since = case
        when excluded.last_success_at is null then coalesce(current.failing_since, excluded.failing_since)
        else excluded.failing_since
      end`,
);
