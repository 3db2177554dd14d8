import { build, lt } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { housekeeping } from '#platform/jobs/housekeeping.ts';
import type { ScheduledJob } from '#platform/modules/module.ts';
import type { AuthContext } from './context.ts';
import { forgetOldSources } from './lockout/sign-in-source.ts';
import { accountsToFinish, finishLeaving } from './deletion/finish-leaving.ts';
import {
  accessChange,
  command,
  inbox,
  mailedLink,
  mfaChallenge,
  oidcVisit,
  passkeyChallenge,
  session,
  signInFailure,
} from './schema.ts';

const dayMs = 86_400_000;

export const jobs: ScheduledJob<AuthContext>[] = [
  housekeeping({ command, inbox, accessChange }),
  {
    name: 'finish-deletions',
    cron: '41 * * * *',
    async run(ctx) {
      const now = ctx.clock.now().toISOString();
      for (const { id } of await accountsToFinish(ctx, { now })) await finishLeaving(ctx, id);
    },
  },
  {
    name: 'forget-expired',
    cron: '53 * * * *',
    async run(ctx) {
      const now = ctx.clock.now();
      for (const forget of forgetExpired) await forget(ctx, { now: now.toISOString() });
      await forgetOldSources(ctx);
      await forgetFailures(ctx, { before: new Date(now.getTime() - dayMs).toISOString() });
    },
  },
];

const expires = [session, mailedLink, mfaChallenge, passkeyChallenge, oidcVisit] as const;
const forgetExpired = expires.map((table) =>
  query<{ now: string }>()((place) => build.delete(table).where(lt(table.expiresAt, place.now))),
);
const forgetFailures = query<{ before: string }>()((place) =>
  build.delete(signInFailure).where(lt(signInFailure.firstAt, place.before)),
);
