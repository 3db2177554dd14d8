import { audience } from '#platform/events/event.ts';
import type { AuthContext } from '../context.ts';
import { publish } from '../publish.ts';
import { avatarUrl, type UserRow } from './user.ts';

/** Publishes a change, for modules that store copies of name and address. Call it in the transaction of the change. */
export function publishUserChanged(ctx: AuthContext, row: UserRow): Promise<void> {
  return publish(ctx, {
    type: 'user.changed',
    organizationId: null,
    subject: { kind: 'user', id: row.id, version: row.version },
    audience: audience(null, { userIds: [row.id] }),
    payload: {
      userId: row.id,
      name: row.name,
      username: row.username,
      email: row.email,
      avatarUrl: avatarUrl(row),
      version: row.version,
    },
  });
}

/** Changes that are reported to the person by mail, because they affect how they sign in. */
export type SecurityChange =
  | 'password-changed'
  | 'password-reset'
  | 'second-factor-added'
  | 'second-factor-removed'
  | 'passkey-added'
  | 'passkey-removed'
  | 'recovery-code-used'
  | 'refresh-token-reused'
  | 'identity-linked';

export function publishSecurityChanged(
  ctx: AuthContext,
  { id, version }: Pick<UserRow, 'id' | 'version'>,
  change: SecurityChange,
  counts: Readonly<Record<string, number>> = {},
): Promise<void> {
  return publish(ctx, {
    type: 'user.security-changed',
    organizationId: null,
    subject: { kind: 'user', id, version },
    audience: audience(null, { userIds: [id] }),
    payload: { userId: id, change, counts },
  });
}
