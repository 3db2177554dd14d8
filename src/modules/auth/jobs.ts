import { latestEnd } from '#platform/clock.ts';
import { qb, lt, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import { forEachCollectingFailures, reportFailures } from '#platform/item-failures.ts';
import { housekeeping } from '#platform/modules/housekeeping.ts';
import type { ScheduledJob } from '#platform/modules/module.ts';
import type { AuthContext } from './context.ts';
import { linkKinds } from './contract.ts';
import { type LinkKind, linkLifetimeMs } from './links/mailed-link.ts';
import { refreshTokenMs } from './session/refresh-token.ts';
import { forgetOldSources } from './lockout/sign-in-source.ts';
import { accountsToFinish, finishDeletion } from './deletion/finish-deletion.ts';
import { oidcVisitTable } from './schema/identity.ts';
import { signInFailureTable } from './schema/lockout.ts';
import { mailedLinkTable } from './schema/mailed-link.ts';
import { accessChange, command, inbox } from './schema/module-tables.ts';
import { passkeyChallengeTable } from './schema/passkey.ts';
import { mfaChallengeTable } from './schema/second-factor.ts';
import { refreshTokenTable, sessionTable } from './schema/session.ts';
import { renewTotpEncryption } from './second-factor/renew-totp-encryption.ts';

const dayMs = 86_400_000;

export const jobs: ScheduledJob<AuthContext>[] = [
  housekeeping({ command, inbox, accessChange }),
  {
    name: 'finish-deletions',
    cron: '41 * * * *',
    async run(ctx) {
      const now = ctx.clock.now().toISOString();
      const accounts = await accountsToFinish(ctx, { now });
      reportFailures(
        await forEachCollectingFailures(
          ctx,
          accounts,
          ({ id }) => `account ${id}`,
          ({ id }) => finishDeletion(ctx, id),
        ),
      );
    },
  },
  {
    name: 'forget-expired',
    cron: '53 * * * *',
    async run(ctx) {
      const now = ctx.clock.now();
      for (const forget of forgetExpired) await forget(ctx, { now: now.toISOString() });
      await boundLifetimes(ctx);
      await forgetOldSources(ctx);
      await forgetFailures(ctx, { before: new Date(now.getTime() - dayMs).toISOString() });
    },
  },
  { name: 'renew-encryption', cron: '17 4 * * *', run: renewTotpEncryption },
];

const expires = [sessionTable, mailedLinkTable, mfaChallengeTable, passkeyChallengeTable, oidcVisitTable] as const;
const forgetExpired = expires.map((table) =>
  query<{ now: string }>()((params) => qb.delete(table).where(lt(table.expiresAt, params.now))),
);
/** Shortens lifetimes that were set while the clock was ahead. */
async function boundLifetimes(ctx: AuthContext): Promise<void> {
  const now = ctx.clock.now();
  const { idle, absolute } = ctx.settings.sessionDays;
  await boundIdle(ctx, { latest: latestEnd(now, idle * dayMs) });
  await boundSessions(ctx, { latest: latestEnd(now, absolute * dayMs) });
  await boundRefreshTokens(ctx, { latest: latestEnd(now, refreshTokenMs) });
  for (const kind of linkKinds) await boundLinks(ctx, { kind, latest: latestEnd(now, linkLifetimeMs[kind]) });
}

type Latest = { readonly latest: string };
const boundIdle = rawQuery<Latest, object>(
  (params) => sql`update ${sessionTable} set expires_at = ${params.latest} where expires_at > ${params.latest}`,
);
const boundSessions = rawQuery<Latest, object>(
  (params) => sql`update ${sessionTable} set ends_at = ${params.latest} where ends_at > ${params.latest}`,
);
const boundRefreshTokens = rawQuery<Latest, object>(
  (params) => sql`update ${refreshTokenTable} set expires_at = ${params.latest} where expires_at > ${params.latest}`,
);
const boundLinks = rawQuery<Latest & { kind: LinkKind }, object>(
  (params) => sql`
    update ${mailedLinkTable} set expires_at = ${params.latest} where kind = ${params.kind} and expires_at > ${params.latest}`,
);
const forgetFailures = query<{ before: string }>()((params) =>
  qb.delete(signInFailureTable).where(lt(signInFailureTable.firstAt, params.before)),
);
