import { randomBytes } from 'node:crypto';
import { withTransaction } from '#platform/database/database.ts';
import { qb, eq, isNotNull, sql, and } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict, notFound, unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { equalSecrets } from '#platform/startup/secrets.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { authenticatorUri, base32Text, codeOf } from '../oslo.ts';
import { totpTable } from '../schema/second-factor.ts';
import { encrypt, decrypt } from '#platform/encryption.ts';
import { markSecondFactor } from '../session/second-factor-mark.ts';
import { publishSecurityChanged } from '../user/publish-user.ts';
import type { UserRow } from '../user/user.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';

const secretBytes = 20;
const stepSeconds = 30;
/** A last used step further ahead than this was recorded by a wrong clock, and is ignored. */
const stepsAhead = 4;
/** Phone clocks differ: one step before and after is accepted too (RFC 6238, 5.2). */
const window = [0, -1, 1];

export interface Enrolment {
  readonly secret: string;
  readonly otpauthUri: string;
  readonly qrSvg: string;
}

/**
 * Starts enrolment: the secret becomes active with the first correct code. Starting again creates a new secret.
 * @throws DomainError 409 `second-factor-on` if one is on.
 */
export async function beginTotp(ctx: AuthContext, account: UserRow): Promise<Enrolment> {
  const secret = randomBytes(secretBytes);
  const rows = await upsert(ctx, {
    userId: account.id,
    sealedSecret: encrypt(ctx.keys.encryption[0], secret),
    createdAt: ctx.clock.now().toISOString(),
  });
  if (rows.length === 0)
    throw conflict(
      'second-factor-on',
      'An authenticator app is already set up. Turn it off before you set up a new one.',
    );
  const otpauthUri = authenticatorUri('TaskUno', account.email, secret);
  const { renderSVG } = await import('uqr');
  return { secret: base32Text(secret), otpauthUri, qrSvg: renderSVG(otpauthUri, { border: 2 }) };
}

/**
 * Turns codes on with the first correct code, which is then used.
 * @returns the recovery codes, shown once.
 * @throws DomainError 401 `invalid-code`, 409 `not-enrolling`.
 */
export function confirmTotp(
  ctx: AuthContext,
  account: UserRow,
  sessionId: string | null,
  code: string,
): Promise<string[]> {
  return withTransaction(ctx, async (inTx) => {
    const row = await maybeOne(byUser(inTx, { userId: account.id }));
    if (!row || row.confirmedAt !== null)
      throw conflict('not-enrolling', 'Start the setup of an authenticator app first.');
    const step = await stepOfCode(inTx, row.sealedSecret, code);
    if (step === null) throw unauthenticated('invalid-code', 'This code is incorrect. Check the clock of your phone.');
    await confirm(inTx, { userId: account.id, step, now: ctx.clock.now().toISOString() });
    await markSecondFactor(inTx, sessionId);
    await audit(inTx, 'second-factor.added', { userId: account.id });
    await publishSecurityChanged(inTx, account, 'second-factor-added');
    return renewRecoveryCodes(inTx, account.id);
  });
}

export async function removeTotp(ctx: AuthContext, account: UserRow): Promise<void> {
  await withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, { userId: account.id });
    if (removed.length === 0) throw notFound();
    await audit(inTx, 'second-factor.removed', { userId: account.id });
    await publishSecurityChanged(inTx, account, 'second-factor-removed');
  });
}

/**
 * Uses a code.
 * @returns whether it is correct and was not used before, also by a simultaneous request.
 */
export async function consumeTotp(ctx: AuthContext, userId: UserId, code: string): Promise<boolean> {
  const row = await maybeOne(byUser(ctx, { userId }));
  if (!row || row.confirmedAt === null) return false;
  const step = await stepOfCode(ctx, row.sealedSecret, code);
  return step !== null && (await consume(ctx, { userId, step })).length > 0;
}

export const hasTotp = query<{ userId: UserId }>()((params) =>
  qb
    .select({ userId: totpTable.userId })
    .from(totpTable)
    .where(and(eq(totpTable.userId, params.userId), isNotNull(totpTable.confirmedAt))),
);

async function stepOfCode(ctx: AuthContext, sealedSecret: string, code: string): Promise<number | null> {
  const secret = decrypt(ctx.keys.encryption, sealedSecret);
  if (secret === null || !/^\d{6}$/.test(code)) return null;
  const now = Math.floor(ctx.clock.now().getTime() / 1000 / stepSeconds);
  for (const offset of window) {
    if (equalSecrets(await codeOf(secret, now + offset), code)) return now + offset;
  }
  return null;
}

const byUser = query<{ userId: UserId }>()((params) =>
  qb
    .select({ sealedSecret: totpTable.sealedSecret, confirmedAt: totpTable.confirmedAt })
    .from(totpTable)
    .where(eq(totpTable.userId, params.userId)),
);
const upsert = query<{ userId: UserId; sealedSecret: string; createdAt: string }>()((params) =>
  qb
    .insert(totpTable)
    .values({ userId: params.userId, sealedSecret: params.sealedSecret, createdAt: params.createdAt })
    .onConflictDoUpdate({
      target: totpTable.userId,
      set: { sealedSecret: sql`excluded.sealed_secret`, createdAt: sql`excluded.created_at` },
      setWhere: sql`${totpTable.confirmedAt} is null`,
    })
    .returning({ userId: totpTable.userId }),
);
const confirm = query<{ userId: UserId; step: number; now: string }>()((params) =>
  qb
    .update(totpTable)
    .set({ confirmedAt: sql`${params.now}`, lastStep: sql`${params.step}` })
    .where(eq(totpTable.userId, params.userId)),
);
const consume = query<{ userId: UserId; step: number }>()((params) =>
  qb
    .update(totpTable)
    .set({ lastStep: sql`${params.step}` })
    .where(
      and(
        eq(totpTable.userId, params.userId),
        sql`(${totpTable.lastStep} < ${params.step} or ${totpTable.lastStep} > ${params.step}::bigint + ${stepsAhead})`,
      ),
    )
    .returning({ userId: totpTable.userId }),
);
const remove = query<{ userId: UserId }>()((params) =>
  qb.delete(totpTable).where(eq(totpTable.userId, params.userId)).returning({ userId: totpTable.userId }),
);
