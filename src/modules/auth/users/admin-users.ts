import { z } from 'zod';
import { userIdOf } from '#platform/context.ts';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { folded, hasWords, type SearchWords, searchWords } from '#platform/database/folding.ts';
import { keysetByName, keysetPage, nameKeys, type PageParams, sortKeysOf } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { maybeOne, query, queryFamily } from '#platform/database/query.ts';
import { conflict, notFound, stale } from '#platform/errors.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { type AdminUser, Email, type NewUser, PersonName } from '../contract.ts';
import { confirmAddress, proofByAdministrator } from '../links/address-proof.ts';
import { publishAddressChanged } from '../links/confirm-email.ts';
import { closeLinks } from '../links/mailed-link.ts';
import { liftLocks } from '../lockout/lockout.ts';
import { sendReset } from '../passwords/change-password.ts';
import { checkPasswordChoice } from '../passwords/password-policy.ts';
import { sessionTable } from '../schema/session.ts';
import { userTable } from '../schema/user.ts';
import { endSessions } from '../session/end-sessions.ts';
import { recheckTokens } from '../tokens/personal-token.ts';
import { people } from '../user/people.ts';
import { publishUserChanged } from '../user/publish-user.ts';
import { toAdminUser, Username, userById, type UserRow, userColumns } from '../user/user.ts';
import { createProvenAccount } from './sign-up.ts';

export const UserPatch = z.strictObject({
  email: Email.optional(),
  name: PersonName.optional(),
  username: Username.optional(),
  instanceAdmin: z.boolean().optional(),
});

/** The ids of the instance admins who can sign in. */
export async function instanceAdmins(ctx: AuthContext): Promise<{ userIds: UserId[] }> {
  return { userIds: (await findAdmins(ctx, {})).map(({ id }) => id) };
}

/** All accounts, by name. */
export async function listUsers(
  ctx: AuthContext,
  { q, ...pageInput }: PageQuery & { readonly q?: string | undefined },
): Promise<Page<AdminUser>> {
  const language = await languageOf(ctx);
  return keysetPage(pageInput, {
    kinds: nameKeys,
    find: (page) => list(ctx, { language, q: !!q, cursor: page.hasCursor }, { ...page, ...searchWords(q ?? '') }),
    keyOf: sortKeysOf,
    toItems: (rows) => rows.map(toAdminUser),
  });
}

async function languageOf(ctx: AuthContext): Promise<Language> {
  const userId = userIdOf(ctx.actor);
  const [reader] = userId === null ? [] : await people(ctx, { ids: [userId] });
  return reader?.locale ?? 'en';
}

/** Creates an account. Without a password the person sets one by a mailed link. */
export async function createUser(ctx: AuthContext, input: NewUser): Promise<UserRow> {
  const { password } = input;
  if (password !== undefined) await checkPasswordChoice('password', password, [input.email, input.name]);
  const digest = password === undefined ? null : await ctx.passwords.hash(password);
  return withTransaction(ctx, async (inTx) => {
    const account = await createProvenAccount(inTx, proofByAdministrator(input.email), { name: input.name });
    if (digest !== null) await setDigest(inTx, { id: account.id, digest });
    else await sendReset(inTx, account);
    if (!input.instanceAdmin || account.instanceAdmin) return account;
    return updateUser(inTx, account, { instanceAdmin: true }, undefined);
  });
}

/**
 * Changes an account. If the admin role changes, the next reply replaces the person's cookie.
 * @throws DomainError 409 `email-taken`, `username-taken`, `last-admin`.
 */
export function updateUser(
  ctx: AuthContext,
  account: UserRow,
  patch: z.output<typeof UserPatch>,
  ifVersion: number | undefined,
): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    const isAdmin = patch.instanceAdmin ?? account.instanceAdmin;
    if (account.instanceAdmin && !isAdmin) await assertNotLastAdmin(inTx, account.id);
    const [changed] = await unlessTaken(
      update(inTx, {
        id: account.id,
        name: patch.name ?? null,
        username: patch.username ?? null,
        instanceAdmin: patch.instanceAdmin ?? null,
        ifVersion: ifVersion ?? null,
        now: ctx.clock.now().toISOString(),
      }),
    );
    if (!changed) throw stale(account.version);
    const newAddress = patch.email === account.email ? undefined : patch.email;
    const row =
      newAddress === undefined ? changed : await confirmAddress(inTx, account.id, proofByAdministrator(newAddress));
    if (row.instanceAdmin !== account.instanceAdmin) {
      await rotateSessions(inTx, account.id);
      await recheckTokens(inTx, account.id);
    }
    if (newAddress !== undefined) await takeOverAddress(inTx, account, row);
    await access.record(inTx, `person:${row.id}`);
    await audit(inTx, 'account.changed', { userId: row.id, facts: { fields: Object.keys(patch).join(' ') } });
    await publishUserChanged(inTx, row);
    return row;
  });
}

/** Invalidates links that were mailed to the previous address, and notifies it. */
async function takeOverAddress(ctx: AuthContext, before: UserRow, after: UserRow): Promise<void> {
  await closeLinks(ctx, after.id, ['verify', 'reset']);
  await publishAddressChanged(ctx, before, after);
}

/** Locks an account immediately on every instance. */
export function lockUser(ctx: AuthContext, account: UserRow): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    if (account.instanceAdmin) await assertNotLastAdmin(inTx, account.id);
    const row = await setLock(inTx, account.id, ctx.clock.now().toISOString());
    await endSessions(inTx, account.id);
    await audit(inTx, 'account.locked', { userId: account.id });
    return row;
  });
}

/** Unlocks an account, including locks by wrong passwords. */
export function unlockUser(ctx: AuthContext, account: UserRow): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    const row = await setLock(inTx, account.id, null);
    await liftLocks(inTx, account.email);
    await audit(inTx, 'account.unlocked', { userId: account.id });
    return row;
  });
}

export function signOutEverywhere(ctx: AuthContext, account: UserRow): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await endSessions(inTx, account.id);
    await audit(inTx, 'sessions.ended', { userId: account.id });
  });
}

async function setLock(ctx: AuthContext, id: UserId, lockedAt: string | null): Promise<UserRow> {
  await lock(ctx, { id, lockedAt });
  await access.record(ctx, `person:${id}`);
  await recheckTokens(ctx, id);
  const row = await maybeOne(userById(ctx, { id }));
  if (!row) throw notFound();
  return row;
}

async function assertNotLastAdmin(ctx: AuthContext, id: UserId): Promise<void> {
  const others = (await admins(ctx, {})).filter((row) => row.id !== id);
  if (others.length === 0)
    throw conflict('last-admin', 'This is the last administrator. Make someone else an administrator first.');
}

async function rotateSessions(ctx: AuthContext, userId: UserId): Promise<void> {
  const sessions = await mustRotate(ctx, { userId });
  await access.record(ctx, ...sessions.map(({ sid }) => `session:${sid}`));
}

async function unlessTaken<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (breaksConstraint(error, 'user_username')) throw conflict('username-taken', 'This username is already taken.');
    throw error;
  }
}

const userText = folded(sql`${userTable.name} || ' ' || ${userTable.username} || ' ' || ${userTable.email}`);
const list = queryFamily<{ language: Language; cursor: boolean; q: boolean }, PageParams & SearchWords>()((
  shape,
  params,
) => {
  const order = keysetByName(shape.language, userTable.name, userTable.id);
  return qb
    .select({ ...userColumns, ...order.columns })
    .from(userTable)
    .where(
      and(
        isNull(userTable.deletedAt),
        shape.q ? hasWords(userText, params) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});
const update = query<{
  id: UserId;
  name: string | null;
  username: string | null;
  instanceAdmin: boolean | null;
  ifVersion: number | null;
  now: string;
}>()((params) =>
  qb
    .update(userTable)
    .set({
      name: sql`coalesce(${params.name}, ${userTable.name})`,
      username: sql`coalesce(${params.username}, ${userTable.username})`,
      instanceAdmin: sql`coalesce(${params.instanceAdmin}, ${userTable.instanceAdmin})`,
      updatedAt: sql`${params.now}`,
      version: sql`${userTable.version} + 1`,
    })
    .where(
      and(
        eq(userTable.id, params.id),
        isNull(userTable.deletedAt),
        sql`${userTable.version} = coalesce(${params.ifVersion}, ${userTable.version})`,
      ),
    )
    .returning(userColumns),
);
const lock = query<{ id: UserId; lockedAt: string | null }>()((params) =>
  qb
    .update(userTable)
    .set({ lockedAt: sql`${params.lockedAt}`, version: sql`${userTable.version} + 1` })
    .where(eq(userTable.id, params.id)),
);
const setDigest = query<{ id: UserId; digest: string }>()((params) =>
  qb
    .update(userTable)
    .set({ passwordDigest: sql`${params.digest}` })
    .where(eq(userTable.id, params.id)),
);
const selectAdmins = () =>
  qb
    .select({ id: userTable.id })
    .from(userTable)
    .where(
      and(
        eq(userTable.instanceAdmin, true),
        isNull(userTable.deletedAt),
        isNull(userTable.lockedAt),
        isNull(userTable.leavingAt),
      ),
    );
const findAdmins = query<object>()(selectAdmins);
/** Locks the rows, so that the last two admins cannot lose the role at the same time. */
const admins = query<object>()(() => selectAdmins().for('update'));
const mustRotate = query<{ userId: UserId }>()((params) =>
  qb
    .update(sessionTable)
    .set({ mustRotate: true })
    .where(eq(sessionTable.userId, params.userId))
    .returning({ sid: sessionTable.sid }),
);
