import { randomBytes } from 'node:crypto';
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia';
import { isRecent } from '#platform/clock.ts';
import { and, qb, eq, lt, or, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { publicAddress, sessionCookieFor } from '#platform/http/own-address.ts';
import { newId, type UserId as PersonId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { tokenDigest } from '../token-digest.ts';
import { sessionTable } from '../schema/session.ts';
import { userTable } from '../schema/user.ts';

// The only file that uses Lucia, so that it can be replaced. Lucia stores a session under the given id, so the id is
// the digest of the cookie's token; the token itself is not stored.

const dayMs = 86_400_000;
/** Requests that were sent before the cookie changed may still arrive with the old one. */
const rotationGraceMs = 60_000;

interface SessionAttributes {
  sid: string;
  kind: 'browser' | 'api';
  address: string;
  userAgent: string;
  endsAt: string;
  secondFactor: boolean;
  previousId: string | null;
  rotatedAt: string | null;
  mustRotate: boolean;
}

interface UserAttributes {
  instanceAdmin: boolean;
  lockedAt: string | null;
  leavingAt: string | null;
  deletedAt: string | null;
}

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<SessionAttributes, UserAttributes>;
    UserId: PersonId;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}

export interface NewSession {
  readonly sid: string;
  /** The cookie's value, sent once to the browser. */
  readonly token: string;
}

export interface ValidSession {
  readonly sid: string;
  readonly userId: PersonId;
  readonly instanceAdmin: boolean;
  readonly secondFactor: boolean;
  readonly mustRotate: boolean;
  /** The digest of the cookie, and for a short time that of the previous one. */
  readonly cookie: { readonly digest: string; readonly previous: string | null; readonly previousUntil: string };
}

export interface SessionOrigin {
  readonly kind: 'browser' | 'api';
  readonly address: string;
  readonly userAgent: string;
  readonly secondFactor: boolean;
}

export async function createSession(ctx: AuthContext, userId: PersonId, origin: SessionOrigin): Promise<NewSession> {
  const token = randomBytes(32).toString('base64url');
  const sid = newId<string>();
  const endsAt = absoluteEnd(ctx);
  const fresh = { previousId: null, rotatedAt: null, mustRotate: false };
  await luciaOf(ctx).createSession(userId, { sid, endsAt, ...fresh, ...origin }, { sessionId: tokenDigest(token) });
  return { sid, token };
}

/** The session of a cookie value; null for an unknown one. */
export async function findSessionByToken(
  ctx: AuthContext,
  token: string,
): Promise<{ sid: string; endsAt: string; digest: string } | null> {
  const digest = tokenDigest(token);
  const row = await maybeOne(byDigest(ctx, { digest }));
  return row ? { sid: row.sid, endsAt: row.endsAt, digest } : null;
}

/**
 * The session if it is valid: not idle too long, before its absolute end, its account neither locked nor being deleted.
 */
export async function validateSession(ctx: AuthContext, sid: string): Promise<ValidSession | null> {
  const row = await maybeOne(bySid(ctx, { sid }));
  if (!row) return null;
  const { session: validSession, user: person } = await luciaOf(ctx).validateSession(row.id);
  const now = ctx.clock.now();
  if (!validSession || validSession.expiresAt <= now || validSession.endsAt <= now.toISOString()) return null;
  if (person.lockedAt !== null || person.leavingAt !== null || person.deletedAt !== null) return null;
  // Lucia would extend the idle time only in its second half.
  await extend(ctx, {
    id: validSession.id,
    expiresAt: idleEnd(ctx),
    latestEnd: absoluteEnd(ctx),
    lastSeenAt: now.toISOString(),
  });
  return {
    sid,
    userId: person.id,
    instanceAdmin: person.instanceAdmin,
    secondFactor: validSession.secondFactor,
    mustRotate: validSession.mustRotate && validSession.kind === 'browser',
    cookie: {
      digest: validSession.id,
      previous: validSession.previousId,
      previousUntil: graceEnd(now, validSession.rotatedAt),
    },
  };
}

/**
 * Replaces the session's cookie if required: after a change of the password or the role.
 * @returns the new value, or null if another request was faster.
 */
export async function rotateSession(ctx: AuthContext, sid: string): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const rotated = await rotate(ctx, { sid, id: tokenDigest(token), now: ctx.clock.now().toISOString() });
  return rotated.length > 0 ? token : null;
}

function idleEnd({ clock, settings }: AuthContext): string {
  return new Date(clock.now().getTime() + settings.sessionDays.idle * dayMs).toISOString();
}

function absoluteEnd({ clock, settings }: AuthContext): string {
  return new Date(clock.now().getTime() + settings.sessionDays.absolute * dayMs).toISOString();
}

function graceEnd(now: Date, rotatedAt: string | null): string {
  if (rotatedAt === null || !isRecent(now, rotatedAt, rotationGraceMs)) return '';
  return new Date(Date.parse(rotatedAt) + rotationGraceMs).toISOString();
}

/** Ends one session and its refresh tokens. */
export async function endSession(ctx: AuthContext, sid: string): Promise<void> {
  const row = await maybeOne(bySid(ctx, { sid }));
  if (row) await luciaOf(ctx).invalidateSession(row.id);
}

/** `Set-Cookie` for a browser session, or the one that deletes the cookie. */
export function sessionCookie(
  { settings, serverAddress }: Pick<AuthContext, 'settings' | 'serverAddress'>,
  token: string | null,
): string {
  const { name, path, isSecure } = sessionCookieFor(serverAddress, publicAddress(settings.publicUrl).path);
  const lucia = new Lucia(noAdapter, {
    sessionExpiresIn: new TimeSpan(settings.sessionDays.idle, 'd'),
    sessionCookie: { name, expires: false, attributes: { secure: isSecure, sameSite: 'lax', path } },
  });
  return (token === null ? lucia.createBlankSessionCookie() : lucia.createSessionCookie(token)).serialize();
}

function luciaOf(ctx: AuthContext): Lucia<SessionAttributes, UserAttributes> {
  return new Lucia(adapterOf(ctx), {
    sessionExpiresIn: new TimeSpan(ctx.settings.sessionDays.idle, 'd'),
    getSessionAttributes: (attributes) => attributes,
    getUserAttributes: (attributes) => attributes,
  });
}

const columns = {
  id: sessionTable.id,
  sid: sessionTable.sid,
  userId: sessionTable.userId,
  kind: sessionTable.kind,
  address: sessionTable.address,
  userAgent: sessionTable.userAgent,
  expiresAt: sessionTable.expiresAt,
  endsAt: sessionTable.endsAt,
  secondFactor: sessionTable.secondFactor,
  previousId: sessionTable.previousId,
  rotatedAt: sessionTable.rotatedAt,
  mustRotate: sessionTable.mustRotate,
};
const byDigest = query<{ digest: string }>()((params) =>
  qb
    .select({ sid: sessionTable.sid, endsAt: sessionTable.endsAt })
    .from(sessionTable)
    .where(or(eq(sessionTable.id, params.digest), eq(sessionTable.previousId, params.digest))),
);
const bySid = query<{ sid: string }>()((params) =>
  qb.select(columns).from(sessionTable).where(eq(sessionTable.sid, params.sid)),
);
const ofUser = query<{ userId: PersonId }>()((params) =>
  qb.select(columns).from(sessionTable).where(eq(sessionTable.userId, params.userId)),
);
const withUser = query<{ id: string }>()((params) =>
  qb
    .select({
      ...columns,
      instanceAdmin: userTable.instanceAdmin,
      lockedAt: userTable.lockedAt,
      leavingAt: userTable.leavingAt,
      deletedAt: userTable.deletedAt,
    })
    .from(sessionTable)
    .innerJoin(userTable, eq(userTable.id, sessionTable.userId))
    .where(eq(sessionTable.id, params.id)),
);
const insert = query<
  Record<'id' | 'sid' | 'userId' | 'kind' | 'address' | 'userAgent' | 'expiresAt' | 'endsAt' | 'createdAt', string> & {
    secondFactor: boolean;
  }
>()((params) =>
  qb.insert(sessionTable).values({
    id: params.id,
    sid: params.sid,
    userId: params.userId,
    kind: params.kind,
    address: params.address,
    userAgent: params.userAgent,
    createdAt: params.createdAt,
    lastSeenAt: params.createdAt,
    expiresAt: params.expiresAt,
    endsAt: params.endsAt,
    secondFactor: params.secondFactor,
  }),
);
const rotate = query<{ sid: string; id: string; now: string }>()((params) =>
  qb
    .update(sessionTable)
    .set({
      id: sql`${params.id}`,
      previousId: sql`${sessionTable.id}`,
      rotatedAt: sql`${params.now}`,
      mustRotate: sql`false`,
    })
    .where(and(eq(sessionTable.sid, params.sid), eq(sessionTable.mustRotate, true)))
    .returning({ sid: sessionTable.sid }),
);
const extend = query<{ id: string; expiresAt: string; latestEnd: string; lastSeenAt: string }>()((params) =>
  qb
    .update(sessionTable)
    .set({
      expiresAt: sql`${params.expiresAt}`,
      endsAt: sql`least(${sessionTable.endsAt}, ${params.latestEnd})`,
      lastSeenAt: sql`${params.lastSeenAt}`,
    })
    .where(eq(sessionTable.id, params.id)),
);
const remove = query<{ id: string }>()((params) => qb.delete(sessionTable).where(eq(sessionTable.id, params.id)));
const removeOfUser = query<{ userId: PersonId }>()((params) =>
  qb.delete(sessionTable).where(eq(sessionTable.userId, params.userId)),
);
const removeExpired = query<{ now: string }>()((params) =>
  qb.delete(sessionTable).where(lt(sessionTable.expiresAt, params.now)),
);

interface SessionRow extends SessionAttributes {
  id: string;
  userId: PersonId;
  expiresAt: string;
}

function adapterOf(ctx: AuthContext): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await maybeOne(withUser(ctx, { id }));
      if (!row) return [null, null];
      const { instanceAdmin, lockedAt, leavingAt, deletedAt } = row;
      return [databaseSession(row), { id: row.userId, attributes: { instanceAdmin, lockedAt, leavingAt, deletedAt } }];
    },
    getUserSessions: async (userId) => (await ofUser(ctx, { userId })).map(databaseSession),
    async setSession({ id, userId, expiresAt, attributes }) {
      const createdAt = ctx.clock.now().toISOString();
      await insert(ctx, { id, userId, expiresAt: expiresAt.toISOString(), createdAt, ...attributes });
    },
    async updateSessionExpiration(id, expiresAt) {
      const lastSeenAt = ctx.clock.now().toISOString();
      await extend(ctx, { id, expiresAt: expiresAt.toISOString(), latestEnd: absoluteEnd(ctx), lastSeenAt });
    },
    async deleteSession(id) {
      await remove(ctx, { id });
    },
    async deleteUserSessions(userId) {
      await removeOfUser(ctx, { userId });
    },
    async deleteExpiredSessions() {
      await removeExpired(ctx, { now: ctx.clock.now().toISOString() });
    },
  };
}

function databaseSession({ id, userId, expiresAt, ...attributes }: SessionRow): DatabaseSession {
  return { id, userId, expiresAt: new Date(expiresAt), attributes };
}

const noAdapter = {} as Adapter;
