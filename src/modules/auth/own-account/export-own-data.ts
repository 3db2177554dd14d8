import { one } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { readAudit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { listIdentities } from '../oidc/identity.ts';
import { listPasskeys } from '../passkeys/passkeys.ts';
import { listSessions } from '../sessions/session-list.ts';
import { listPersonalTokens } from '../tokens/personal-token.ts';
import { toUser, userById } from '../user/user.ts';

/** All stored data about a person, in this module and the modules above, for their own export. Contains no secrets. */
export async function exportOwnData(ctx: AuthContext, userId: UserId): Promise<Record<string, unknown>> {
  const [account, sessions, tokens, passkeys, identities, security, otherModules] = await Promise.all([
    one(userById(ctx, { id: userId })),
    listSessions(ctx, userId, null),
    listPersonalTokens(ctx, { userId }),
    listPasskeys(ctx, { userId }),
    listIdentities(ctx, { userId }),
    readWholeAudit(ctx, userId),
    ctx.ports.personalData(ctx, userId),
  ]);
  const exportedAt = ctx.clock.now().toISOString();
  return {
    exportedAt,
    account: toUser(account),
    sessions,
    tokens,
    passkeys,
    identities,
    security,
    ...otherModules,
  };
}

async function readWholeAudit(ctx: AuthContext, userId: UserId): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await readAudit(ctx, { limit: 200, userId, ...(cursor ? { cursor } : {}) }, async () => new Map());
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}
