import { latestEnd } from '#platform/clock.ts';
import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, gt, lte, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query } from '#platform/database/query.ts';
import { conflict, invalid, notFound, unauthenticated } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { PasskeyId } from '../contract.ts';
import { passkeyTable, passkeyChallengeTable } from '../schema/passkey.ts';
import { recoveryCodesLeft, renewRecoveryCodes } from '../second-factor/recovery-codes.ts';
import { markSecondFactor } from '../session/second-factor-mark.ts';
import { publishSecurityChanged } from '../user/publish-user.ts';
import type { UserRow } from '../user/user.ts';
import { asAuthentication, asRegistration, type BrowserAnswer } from './browser-answer.ts';

// WebAuthn Level 3 by @simplewebauthn. Our own part: which challenge was issued to whom, and that it works once.

const challengeMs = 5 * 60_000;
/** Loaded at the first use: the package is large. */
const webAuthn = () => import('@simplewebauthn/server');

export const PasskeyName = Name;

export const Passkey = z
  .strictObject({
    id: PasskeyId,
    name: z.string(),
    isBackedUp: z.boolean().describe('Whether a password manager stores it, so that it is not limited to one device.'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Passkey' });

/** The options for the browser's WebAuthn call, and the id under which it replies. */
export interface PasskeyOptions {
  readonly challengeId: string;
  readonly options: Record<string, unknown>;
}

export async function registrationOptions(ctx: AuthContext, account: UserRow): Promise<PasskeyOptions> {
  const credentials = await ofUser(ctx, { userId: account.id });
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    rpName: 'TaskUno',
    rpID: relyingParty(ctx).id,
    userID: new TextEncoder().encode(account.id),
    userName: account.email,
    userDisplayName: account.name,
    excludeCredentials: credentials.map(({ credentialId: id }) => ({ id })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });
  return storeChallenge(ctx, account.id, options);
}

/** Options for a sign-in. They name no keys: the authenticator knows its own, and nobody else learns them. */
export async function authenticationOptions(ctx: AuthContext, userId: UserId | null): Promise<PasskeyOptions> {
  const credentials = userId === null ? [] : await ofUser(ctx, { userId });
  const { generateAuthenticationOptions } = await webAuthn();
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(ctx).id,
    userVerification: 'required',
    allowCredentials: credentials.map(({ credentialId: id }) => ({ id })),
  });
  return storeChallenge(ctx, userId, options);
}

/**
 * Adds a passkey. If it is the first second factor, recovery codes are created and returned once.
 * @throws DomainError 422 if the reply does not fit its challenge, 409 `passkey-known`.
 */
export async function addPasskey(
  ctx: AuthContext,
  account: UserRow,
  sessionId: string | null,
  { challengeId, answer, name }: { challengeId: string; answer: BrowserAnswer; name: string },
): Promise<{ passkey: z.infer<typeof Passkey>; recoveryCodes: string[] | null }> {
  const challenge = await useChallenge(ctx, challengeId, account.id);
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty(ctx);
  const { verifyRegistrationResponse } = await webAuthn();
  const response = asRegistration(answer);
  const verified =
    response &&
    (await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin,
      expectedRPID,
      requireUserVerification: true,
    }).catch(logRefusal(ctx)));
  if (!verified?.verified) throw invalid('answer', 'The response of the passkey is invalid. Try again.', 'bad-passkey');
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return withTransaction(ctx, async (inTx) => {
    const [row] = await insert(inTx, {
      id: newId<PasskeyId>(),
      userId: account.id,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: credential.transports ?? [],
      name,
      isBackedUp: credentialBackedUp,
      createdAt: ctx.clock.now().toISOString(),
    });
    if (!row) throw conflict('passkey-known', 'This passkey is already registered.');
    await markSecondFactor(inTx, sessionId);
    await audit(inTx, 'passkey.added', { userId: account.id, facts: { passkey: row.id, name } });
    await publishSecurityChanged(inTx, account, 'passkey-added');
    const { count } = await one(recoveryCodesLeft(inTx, { userId: account.id }));
    return { passkey: row, recoveryCodes: count > 0 ? null : await renewRecoveryCodes(inTx, account.id) };
  });
}

/** Logs why a reply was refused; the client gets no reason. The cause may be a wrong PUBLIC_URL. */
function logRefusal({ log }: AuthContext): (error: unknown) => null {
  return (error) => {
    log.info({ err: error }, 'a passkey was refused');
    return null;
  };
}

/**
 * Verifies a sign-in and returns the passkey's owner. Having and unlocking it counts as two factors.
 * @throws DomainError 401 `bad-passkey`.
 */
export async function checkPasskey(
  ctx: AuthContext,
  challengeId: string,
  answer: BrowserAnswer,
  expectedUser: UserId | null,
): Promise<UserId> {
  const challenge = await useChallenge(ctx, challengeId, expectedUser);
  const row = await maybeOne(byCredential(ctx, { credentialId: answer.id }));
  if (!row || (expectedUser !== null && row.userId !== expectedUser)) throw badPasskey();
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty(ctx);
  const { verifyAuthenticationResponse } = await webAuthn();
  const response = asAuthentication(answer);
  const verified =
    response &&
    (await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin,
      expectedRPID,
      requireUserVerification: true,
      credential: {
        id: row.credentialId,
        publicKey: new Uint8Array(Buffer.from(row.publicKey, 'base64url')),
        counter: row.counter,
      },
    }).catch(logRefusal(ctx)));
  if (!verified?.verified) throw badPasskey();
  await markUsed(ctx, {
    id: row.id,
    counter: verified.authenticationInfo.newCounter,
    now: ctx.clock.now().toISOString(),
  });
  return row.userId;
}

export const listPasskeys = query<{ userId: UserId }>()((params) =>
  qb
    .select(columns())
    .from(passkeyTable)
    .where(eq(passkeyTable.userId, params.userId))
    .orderBy(sql`${passkeyTable.createdAt}`),
);

/** @throws DomainError 404 if the passkey does not belong to this account. */
export async function renamePasskey(
  ctx: AuthContext,
  userId: UserId,
  id: PasskeyId,
  name: string,
): Promise<z.infer<typeof Passkey>> {
  const renamed = await maybeOne(rename(ctx, { userId, id, name }));
  if (!renamed) throw notFound();
  return renamed;
}

export function removePasskey(ctx: AuthContext, account: UserRow, id: PasskeyId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, { userId: account.id, id });
    if (removed.length === 0) throw notFound();
    await audit(inTx, 'passkey.removed', { userId: account.id, facts: { passkey: id } });
    await publishSecurityChanged(inTx, account, 'passkey-removed');
  });
}

/** Passkeys belong to the host of PUBLIC_URL, and work only on its origin. */
function relyingParty({ settings }: AuthContext): { id: string; origin: string } {
  const url = new URL(settings.publicUrl);
  return { id: url.hostname, origin: url.origin };
}

async function storeChallenge(
  ctx: AuthContext,
  userId: UserId | null,
  options: { challenge: string },
): Promise<PasskeyOptions> {
  const challengeId = newId<string>();
  const expiresAt = new Date(ctx.clock.now().getTime() + challengeMs).toISOString();
  await insertChallenge(ctx, { id: challengeId, userId, challenge: options.challenge, expiresAt });
  return { challengeId, options: { ...options } };
}

async function useChallenge(ctx: AuthContext, id: string, userId: UserId | null): Promise<string> {
  const now = ctx.clock.now();
  const times = { now: now.toISOString(), latest: latestEnd(now, challengeMs) };
  const row = await maybeOne(takeChallenge(ctx, { id, ...times }));
  if (!row || row.userId !== userId) throw badPasskey();
  return row.challenge;
}

function badPasskey() {
  return unauthenticated('bad-passkey', 'This passkey was not accepted. Try again, or sign in another way.');
}

function columns() {
  return {
    id: passkeyTable.id,
    name: passkeyTable.name,
    isBackedUp: passkeyTable.isBackedUp,
    createdAt: passkeyTable.createdAt,
    lastUsedAt: passkeyTable.lastUsedAt,
  };
}

const ofUser = query<{ userId: UserId }>()((params) =>
  qb
    .select({ credentialId: passkeyTable.credentialId })
    .from(passkeyTable)
    .where(eq(passkeyTable.userId, params.userId)),
);
const byCredential = query<{ credentialId: string }>()((params) =>
  qb
    .select({
      id: passkeyTable.id,
      userId: passkeyTable.userId,
      credentialId: passkeyTable.credentialId,
      publicKey: passkeyTable.publicKey,
      counter: passkeyTable.counter,
    })
    .from(passkeyTable)
    .where(eq(passkeyTable.credentialId, params.credentialId)),
);
const insert = query<{
  id: PasskeyId;
  userId: UserId;
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: readonly string[];
  name: string;
  isBackedUp: boolean;
  createdAt: string;
}>()((params) =>
  qb
    .insert(passkeyTable)
    .values({
      id: params.id,
      userId: params.userId,
      credentialId: params.credentialId,
      publicKey: params.publicKey,
      counter: params.counter,
      transports: sql`${params.transports}`,
      name: params.name,
      isBackedUp: params.isBackedUp,
      createdAt: params.createdAt,
    })
    .onConflictDoNothing()
    .returning(columns()),
);
const markUsed = query<{ id: PasskeyId; counter: number; now: string }>()((params) =>
  qb
    .update(passkeyTable)
    .set({ counter: sql`${params.counter}`, lastUsedAt: sql`${params.now}` })
    .where(eq(passkeyTable.id, params.id)),
);
const rename = query<{ userId: UserId; id: PasskeyId; name: string }>()((params) =>
  qb
    .update(passkeyTable)
    .set({ name: sql`${params.name}` })
    .where(and(eq(passkeyTable.userId, params.userId), eq(passkeyTable.id, params.id)))
    .returning(columns()),
);
const remove = query<{ userId: UserId; id: PasskeyId }>()((params) =>
  qb
    .delete(passkeyTable)
    .where(and(eq(passkeyTable.userId, params.userId), eq(passkeyTable.id, params.id)))
    .returning({ id: passkeyTable.id }),
);
const insertChallenge = query<{ id: string; userId: UserId | null; challenge: string; expiresAt: string }>()((params) =>
  qb
    .insert(passkeyChallengeTable)
    .values({ id: params.id, userId: params.userId, challenge: params.challenge, expiresAt: params.expiresAt }),
);
const takeChallenge = query<{ id: string; now: string; latest: string }>()((params) =>
  qb
    .delete(passkeyChallengeTable)
    .where(
      and(
        eq(passkeyChallengeTable.id, params.id),
        gt(passkeyChallengeTable.expiresAt, params.now),
        lte(passkeyChallengeTable.expiresAt, params.latest),
      ),
    )
    .returning({ userId: passkeyChallengeTable.userId, challenge: passkeyChallengeTable.challenge }),
);
