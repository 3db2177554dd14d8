import { createHash, randomBytes } from 'node:crypto';
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia';
import type { Context } from '#platform/context.ts';
import { build, eq, lt } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { newId, type UserId as PersonId } from '#platform/ids.ts';
import { session, user } from '../schema.ts';

// The one file that touches Lucia: a successor replaces it. Lucia keeps sessions under the id that it is given, so it
// is given the digest of the cookie's token; the token itself is kept nowhere.

const idleDays = 30;
const absoluteDays = 90;
const dayMs = 86_400_000;

interface SessionAttributes {
  sid: string;
  kind: 'browser' | 'api';
  address: string;
  userAgent: string;
  endsAt: string;
}

interface UserAttributes {
  instanceAdmin: boolean;
  lockedAt: string | null;
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
}

export interface SessionOrigin {
  readonly kind: 'browser' | 'api';
  readonly address: string;
  readonly userAgent: string;
}

export async function createSession(ctx: Context, userId: PersonId, origin: SessionOrigin): Promise<NewSession> {
  const token = randomBytes(32).toString('base64url');
  const sid = newId<string>();
  const endsAt = new Date(ctx.clock.now().getTime() + absoluteDays * dayMs).toISOString();
  await luciaOf(ctx).createSession(userId, { sid, endsAt, ...origin }, { sessionId: digestOf(token) });
  return { sid, token };
}

/** The session behind a cookie's value, by its name for the rest of the app; null for an unknown one. */
export async function findSessionByToken(ctx: Context, token: string): Promise<{ sid: string; endsAt: string } | null> {
  return (await first(byId(ctx, { id: digestOf(token) }))) ?? null;
}

/** Whether a session holds: not idle too long, not older than its absolute end, its account not locked. */
export async function validateSession(ctx: Context, sid: string): Promise<ValidSession | null> {
  const row = await first(bySid(ctx, { sid }));
  if (!row) return null;
  const { session: found, user: person } = await luciaOf(ctx).validateSession(row.id);
  if (!found || found.endsAt <= ctx.clock.now().toISOString()) return null;
  if (person.lockedAt !== null || person.deletedAt !== null) return null;
  return { sid, userId: person.id, instanceAdmin: person.instanceAdmin };
}

/** Ends one session; its refresh tokens go with it. */
export async function endSession(ctx: Context, sid: string): Promise<void> {
  const row = await first(bySid(ctx, { sid }));
  if (row) await luciaOf(ctx).invalidateSession(row.id);
}

/** `Set-Cookie` for a session of the browser, or the one that takes it away. */
export function sessionCookie(name: string, token: string | null): string {
  const lucia = new Lucia(noAdapter, {
    sessionExpiresIn: new TimeSpan(idleDays, 'd'),
    sessionCookie: { name, expires: false, attributes: { secure: name.startsWith('__Host-'), sameSite: 'lax' } },
  });
  return (token === null ? lucia.createBlankSessionCookie() : lucia.createSessionCookie(token)).serialize();
}

function luciaOf(ctx: Context): Lucia<SessionAttributes, UserAttributes> {
  return new Lucia(adapterOf(ctx), {
    sessionExpiresIn: new TimeSpan(idleDays, 'd'),
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
};
const byId = query<{ id: string }>()((place) => build.select(columns).from(session).where(eq(session.id, place.id)));
const bySid = query<{ sid: string }>()((place) =>
  build.select(columns).from(session).where(eq(session.sid, place.sid)),
);
const ofUser = query<{ userId: PersonId }>()((place) =>
  build.select(columns).from(session).where(eq(session.userId, place.userId)),
);
const withUser = query<{ id: string }>()((place) =>
  build
    .select({ ...columns, instanceAdmin: user.instanceAdmin, lockedAt: user.lockedAt, deletedAt: user.deletedAt })
    .from(session)
    .innerJoin(user, eq(user.id, session.userId))
    .where(eq(session.id, place.id)),
);
const insert = query<Record<keyof typeof columns | 'createdAt', string>>()((place) =>
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
  }),
);
const extend = query<{ id: string; expiresAt: string; lastSeenAt: string }>()((place) =>
  build
    .update(session)
    .set({ expiresAt: place.expiresAt as never, lastSeenAt: place.lastSeenAt as never })
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

function adapterOf(ctx: Context): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await first(withUser(ctx, { id }));
      if (!row) return [null, null];
      const { instanceAdmin, lockedAt, deletedAt } = row;
      return [databaseSession(row), { id: row.userId, attributes: { instanceAdmin, lockedAt, deletedAt } }];
    },
    getUserSessions: async (userId) => (await ofUser(ctx, { userId })).map(databaseSession),
    async setSession({ id, userId, expiresAt, attributes }) {
      const createdAt = ctx.clock.now().toISOString();
      await insert(ctx, { id, userId, expiresAt: expiresAt.toISOString(), createdAt, ...attributes });
    },
    async updateSessionExpiration(id, expiresAt) {
      await extend(ctx, { id, expiresAt: expiresAt.toISOString(), lastSeenAt: ctx.clock.now().toISOString() });
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

function databaseSession({
  id,
  userId,
  expiresAt,
  sid,
  kind,
  address,
  userAgent,
  endsAt,
}: SessionRow): DatabaseSession {
  return { id, userId, expiresAt: new Date(expiresAt), attributes: { sid, kind, address, userAgent, endsAt } };
}

const noAdapter = {} as Adapter;
