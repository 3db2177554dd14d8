import { isRecent } from '#platform/clock.ts';
import { and, qb, eq, gt, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict, type DomainError } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { equalSecrets, unverifiedId, signedId } from '#platform/startup/secrets.ts';
import type { AuthContext } from '../context.ts';
import type { linkKinds, MailedLinkId } from '../contract.ts';
import { mailedLinkTable } from '../schema/mailed-link.ts';

export type LinkKind = (typeof linkKinds)[number];

export const linkLifetimeMs: Readonly<Record<LinkKind, number>> = {
  verify: 3 * 86_400_000,
  reset: 3_600_000,
  restore: 14 * 86_400_000,
};

/** A mail may take this long; within this time no second one is sent. */
const freshMs = 2 * 60_000;

export type LinkRow = Awaited<ReturnType<typeof byId>>[number];

/** Creates a link for a mail. Earlier links of its kind become invalid. */
export async function createLink(
  ctx: AuthContext,
  kind: LinkKind,
  userId: UserId,
  email: string,
): Promise<MailedLinkId> {
  const now = ctx.clock.now();
  const id = newId<MailedLinkId>();
  const createdAt = now.toISOString();
  await close(ctx, { userId, kind, now: createdAt });
  await insert(ctx, {
    id,
    userId,
    kind,
    email,
    createdAt,
    expiresAt: new Date(now.getTime() + linkLifetimeMs[kind]).toISOString(),
  });
  return id;
}

/** The address for the mail; null if the link is no longer valid. The mail worker calls it when it sends. */
export async function mailedLinkUrl(
  ctx: AuthContext,
  { linkId }: { linkId: MailedLinkId },
): Promise<{ url: string } | null> {
  const row = await maybeOne(byId(ctx, { id: linkId }));
  if (!row || !isOpen(ctx, row)) return null;
  return { url: `${ctx.settings.publicUrl}/${row.kind}#${tokenOf(ctx, row)}` };
}

/**
 * Uses a link. It works once: its row is closed in the transaction of its effect.
 * @throws DomainError 409 `link-expired` for an unknown or invalid link.
 */
export async function consumeLink(ctx: AuthContext, kind: LinkKind, token: string): Promise<LinkRow> {
  const id = unverifiedId(token) as MailedLinkId | null;
  if (id !== null) await lock(ctx, { id });
  const row = id === null ? undefined : await maybeOne(byId(ctx, { id }));
  if (!row || row.kind !== kind || !equalSecrets(token, tokenOf(ctx, row)) || !isOpen(ctx, row)) {
    throw linkExpired();
  }
  await close(ctx, { userId: row.userId, kind, now: ctx.clock.now().toISOString() });
  return row;
}

/** Invalidates open links of these kinds, because the reason for them no longer holds. */
export async function closeLinks(ctx: AuthContext, userId: UserId, kinds: readonly LinkKind[]): Promise<void> {
  const now = ctx.clock.now().toISOString();
  for (const kind of kinds) await close(ctx, { userId, kind, now });
}

export function linkExpired(): DomainError {
  return conflict('link-expired', 'This link was already used or has expired. Request a new one.');
}

/** Whether a link of this kind was mailed a moment ago: repeated requests then send no mail and invalidate no link. */
export async function hasFreshLink(ctx: AuthContext, kind: LinkKind, userId: UserId, email: string): Promise<boolean> {
  const open = await openLinks(ctx, { userId, kind, email });
  return open.some(({ createdAt }) => isRecent(ctx.clock.now(), createdAt, freshMs));
}

function tokenOf({ keys }: AuthContext, { id, kind, version }: Pick<LinkRow, 'id' | 'kind' | 'version'>): string {
  return signedId(keys.links, id, kind, String(version));
}

function isOpen(ctx: AuthContext, row: LinkRow): boolean {
  return row.usedAt === null && row.expiresAt > ctx.clock.now().toISOString();
}

const byId = query<{ id: MailedLinkId }>()((params) =>
  qb
    .select({
      id: mailedLinkTable.id,
      userId: mailedLinkTable.userId,
      kind: mailedLinkTable.kind,
      email: mailedLinkTable.email,
      version: mailedLinkTable.version,
      expiresAt: mailedLinkTable.expiresAt,
      usedAt: mailedLinkTable.usedAt,
    })
    .from(mailedLinkTable)
    .where(eq(mailedLinkTable.id, params.id)),
);
const lock = query<{ id: MailedLinkId }>()((params) =>
  qb.select({ id: mailedLinkTable.id }).from(mailedLinkTable).where(eq(mailedLinkTable.id, params.id)).for('update'),
);
const openLinks = query<{ userId: UserId; kind: LinkKind; email: string }>()((params) =>
  qb
    .select({ createdAt: mailedLinkTable.createdAt })
    .from(mailedLinkTable)
    .where(
      and(
        eq(mailedLinkTable.userId, params.userId),
        eq(mailedLinkTable.kind, params.kind),
        sql`lower(${mailedLinkTable.email}) = lower(${params.email})`,
        isNull(mailedLinkTable.usedAt),
      ),
    ),
);
const insert = query<{
  id: MailedLinkId;
  userId: UserId;
  kind: LinkKind;
  email: string;
  createdAt: string;
  expiresAt: string;
}>()((params) =>
  qb.insert(mailedLinkTable).values({
    id: params.id,
    userId: params.userId,
    kind: params.kind,
    email: params.email,
    createdAt: params.createdAt,
    expiresAt: params.expiresAt,
  }),
);
const close = query<{ userId: UserId; kind: LinkKind; now: string }>()((params) =>
  qb
    .update(mailedLinkTable)
    .set({ usedAt: sql`${params.now}` })
    .where(
      and(
        eq(mailedLinkTable.userId, params.userId),
        eq(mailedLinkTable.kind, params.kind),
        isNull(mailedLinkTable.usedAt),
        gt(mailedLinkTable.expiresAt, params.now),
      ),
    ),
);
