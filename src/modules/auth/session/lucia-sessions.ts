import { createHash, randomBytes } from 'node:crypto';
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia';
import { isRecent } from '#platform/clock.ts';
import { and, build, eq, lt, or, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { publicAddress, sessionCookieFor } from '#platform/http/own-address.ts';
import { newId, type UserId as PersonId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { session, user } from '../schema.ts';

// The one file that touches Lucia: a successor replaces it. Lucia keeps sessions under the id that it is given, so it
// is given the digest of the cookie's token; the token itself is kept nowhere.

const dayMs = 86_400_000;
/** Requests that were under way when the cookie changed may still come with the old one. */
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
  /** The cookie's value: shown once, to the browser alone. */
  readonly token: string;
}

export interface ValidSession {
  readonly sid: string;
  readonly userId: PersonId;
  readonly instanceAdmin: boolean;
  readonly secondFactor: boolean;
  readonly mustRotate: boolean;
  /** The cookie's digest, and for a moment the one before. */
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
  await luciaOf(ctx).createSession(userId, { sid, endsAt, ...fresh, ...origin }, { sessionId: digestOf(token) });
  return { sid, token };
}

/** The session behind a cookie's value, by its name for the rest of the app; null for an unknown one. */
export async function findSessionByToken(
  ctx: AuthContext,
  token: string,
): Promise<{ sid: string; endsAt: string; digest: string } | null> {
  const digest = digestOf(token);
  const row = await first(byDigest(ctx, { digest }));
  return row ? { sid: row.sid, endsAt: row.endsAt, digest } : null;
}

/** Whether a session holds: not idle too long, not older than its absolute end, its account neither locked nor leaving. */
export async function validateSession(ctx: AuthContext, sid: string): Promise<ValidSession | null> {
  const row = await first(bySid(ctx, { sid }));
  if (!row) return null;
  const { session: found, user: person } = await luciaOf(ctx).validateSession(row.id);
  const now = ctx.clock.now();
  if (!found || found.expiresAt <= now || found.endsAt <= now.toISOString()) return null;
  if (person.lockedAt !== null || person.leavingAt !== null || person.deletedAt !== null) return null;
  // Lucia would slide the idle end in its second half alone.
  await extend(ctx, {
    id: found.id,
    expiresAt: idleEnd(ctx),
    latestEnd: absoluteEnd(ctx),
    lastSeenAt: now.toISOString(),
  });
  return {
    sid,
    userId: person.id,
    instanceAdmin: person.instanceAdmin,
    secondFactor: found.secondFactor,
    mustRotate: found.mustRotate && found.kind === 'browser',
    cookie: { digest: found.id, previous: found.previousId, previousUntil: graceEnd(now, found.rotatedAt) },
  };
}

/**
 * Gives a session another cookie, where one is due: after a change of the password or the role.
 * @returns the new value, or null where another request was quicker.
 */
export async function rotateSession(ctx: AuthContext, sid: string): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const rotated = await rotate(ctx, { sid, id: digestOf(token), now: ctx.clock.now().toISOString() });
  return rotated.length > 0 ? token : null;
}

export function idleEnd({ clock, settings }: AuthContext): string {
  return new Date(clock.now().getTime() + settings.sessionDays.idle * dayMs).toISOString();
}

export function absoluteEnd({ clock, settings }: AuthContext): string {
  return new Date(clock.now().getTime() + settings.sessionDays.absolute * dayMs).toISOString();
}

function graceEnd(now: Date, rotatedAt: string | null): string {
  if (rotatedAt === null || !isRecent(now, rotatedAt, rotationGraceMs)) return '';
  return new Date(Date.parse(rotatedAt) + rotationGraceMs).toISOString();
}

/** Ends one session; its refresh tokens go with it. */
export async function endSession(ctx: AuthContext, sid: string): Promise<void> {
  const row = await first(bySid(ctx, { sid }));
  if (row) await luciaOf(ctx).invalidateSession(row.id);
}

/** `Set-Cookie` for a session of the browser, or the one that takes it away. */
export function sessionCookie(
  { settings, reached }: Pick<AuthContext, 'settings' | 'reached'>,
  token: string | null,
): string {
  const { name, path, isSecure } = sessionCookieFor(reached, publicAddress(settings.publicUrl).path);
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

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

const columns = {
  id: session.id,
  sid: session.sid,
  userId: session.userId,
  kind: session.kind,
  address: session.address,
  userAgent: session.userAgent,
  expiresAt: session.expiresAt,
  endsAt: session.endsAt,
  secondFactor: session.secondFactor,
  previousId: session.previousId,
  rotatedAt: session.rotatedAt,
  mustRotate: session.mustRotate,
};
const byDigest = query<{ digest: string }>()((place) =>
  build
    .select({ sid: session.sid, endsAt: session.endsAt })
    .from(session)
    .where(or(eq(session.id, place.digest), eq(session.previousId, place.digest))),
);
const bySid = query<{ sid: string }>()((place) =>
  build.select(columns).from(session).where(eq(session.sid, place.sid)),
);
const ofUser = query<{ userId: PersonId }>()((place) =>
  build.select(columns).from(session).where(eq(session.userId, place.userId)),
);
const withUser = query<{ id: string }>()((place) =>
  build
    .select({
      ...columns,
      instanceAdmin: user.instanceAdmin,
      lockedAt: user.lockedAt,
      leavingAt: user.leavingAt,
      deletedAt: user.deletedAt,
    })
    .from(session)
    .innerJoin(user, eq(user.id, session.userId))
    .where(eq(session.id, place.id)),
);
const insert = query<
  Record<'id' | 'sid' | 'userId' | 'kind' | 'address' | 'userAgent' | 'expiresAt' | 'endsAt' | 'createdAt', string> & {
    secondFactor: boolean;
  }
>()((place) =>
  build.insert(session).values({
    id: place.id,
    sid: place.sid,
    userId: place.userId,
    kind: place.kind,
    address: place.address,
    userAgent: place.userAgent,
    createdAt: place.createdAt,
    lastSeenAt: place.createdAt,
    expiresAt: place.expiresAt,
    endsAt: place.endsAt,
    secondFactor: place.secondFactor,
  }),
);
const rotate = query<{ sid: string; id: string; now: string }>()((place) =>
  build
    .update(session)
    .set({ id: sql`${place.id}`, previousId: sql`${session.id}`, rotatedAt: sql`${place.now}`, mustRotate: sql`false` })
    .where(and(eq(session.sid, place.sid), eq(session.mustRotate, true)))
    .returning({ sid: session.sid }),
);
const extend = query<{ id: string; expiresAt: string; latestEnd: string; lastSeenAt: string }>()((place) =>
  build
    .update(session)
    .set({
      expiresAt: place.expiresAt as never,
      endsAt: sql`least(${session.endsAt}, ${place.latestEnd})`,
      lastSeenAt: place.lastSeenAt as never,
    })
    .where(eq(session.id, place.id)),
);
const remove = query<{ id: string }>()((place) => build.delete(session).where(eq(session.id, place.id)));
const removeOfUser = query<{ userId: PersonId }>()((place) =>
  build.delete(session).where(eq(session.userId, place.userId)),
);
const removeExpired = query<{ now: string }>()((place) =>
  build.delete(session).where(lt(session.expiresAt, place.now)),
);

interface SessionRow extends SessionAttributes {
  id: string;
  userId: PersonId;
  expiresAt: string;
}

function adapterOf(ctx: AuthContext): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await first(withUser(ctx, { id }));
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
