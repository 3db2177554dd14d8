import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterCommit, withTransaction } from '#platform/database/database.ts';
import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { one, query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { maxPictureBytes, readPicture, showPicture } from '#platform/http/picture.ts';
import type { UploadRequest } from '#platform/http/upload.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { userTable } from '../schema/user.ts';
import { publishUserChanged } from '../user/publish-user.ts';
import { type UserRow, userColumns } from '../user/user.ts';

/**
 * Stores a picture of at most 1 MiB.
 * @throws DomainError 413; 415 if its bytes are not PNG, JPEG, GIF or WebP.
 */
export async function setAvatar(ctx: AuthContext, userId: UserId, request: UploadRequest): Promise<UserRow> {
  const bytes = await readPicture(request);
  // The file is written before the account refers to it: an interruption leaves an unused file, never a missing one.
  const version = randomInt(1, 2 ** 31 - 1);
  await ctx.storage.put(keyOf(userId, version), Readable.from(bytes), maxPictureBytes);
  try {
    return await write(ctx, userId, version);
  } catch (error) {
    await ctx.storage.remove(keyOf(userId, version));
    throw error;
  }
}

export function removeAvatar(ctx: AuthContext, userId: UserId): Promise<UserRow> {
  return write(ctx, userId, null);
}

/**
 * A person's picture as a response.
 * @throws DomainError 404 if there is none.
 */
export async function readAvatar(ctx: AuthContext, userId: UserId, version: number | null): Promise<Response> {
  if (version === null) throw notFound();
  return showPicture(await ctx.storage.get(keyOf(userId, version)));
}

/** Deletes the picture of an account that is being deleted. */
export async function forgetAvatar(ctx: AuthContext, userId: UserId, version: number | null): Promise<void> {
  if (version !== null) await ctx.storage.remove(keyOf(userId, version));
}

/** The previous picture is deleted when the account no longer refers to it. */
function write(ctx: AuthContext, userId: UserId, version: number | null): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    const before = await one(versionOf(inTx, { id: userId }));
    afterCommit(inTx, () => {
      forgetAvatar(ctx, userId, before.avatarVersion).catch((error: unknown) =>
        ctx.log.warn({ err: error, userId }, 'an unused picture could not be removed'),
      );
    });
    const row = await one(update(inTx, { id: userId, avatarVersion: version, now: ctx.clock.now().toISOString() }));
    await access.record(inTx, `person:${userId}`);
    await publishUserChanged(inTx, row);
    return row;
  });
}

function keyOf(userId: UserId, version: number): string {
  return `avatars/${userId}/${version}`;
}

const versionOf = query<{ id: UserId }>()((params) =>
  qb
    .select({ avatarVersion: userTable.avatarVersion })
    .from(userTable)
    .where(eq(userTable.id, params.id))
    .for('update'),
);
const update = query<{ id: UserId; avatarVersion: number | null; now: string }>()((params) =>
  qb
    .update(userTable)
    .set({
      avatarVersion: sql`${params.avatarVersion}`,
      version: sql`${userTable.version} + 1`,
      updatedAt: sql`${params.now}`,
    })
    .where(eq(userTable.id, params.id))
    .returning(userColumns),
);
