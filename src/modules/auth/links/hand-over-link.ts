import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { conflict } from '#platform/errors.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import type { UserRow } from '../user/user.ts';
import { createLink, type LinkKind, mailedLinkUrl } from './mailed-link.ts';

export const HandedLink = z
  .strictObject({ url: z.string().describe('Works once, for anyone who has it.') })
  .meta({ id: 'HandedLink' });

/**
 * Creates a link for an administrator to hand over, when no mail is sent. Earlier links of its kind become invalid.
 * @throws DomainError 409 `mail-is-on`, or `not-leaving` for an account without a deletion that can be undone.
 */
export async function handOverLink(
  ctx: AuthContext,
  account: UserRow,
  kind: LinkKind,
): Promise<z.infer<typeof HandedLink>> {
  if (ctx.settings.sendsMail) {
    throw conflict('mail-is-on', 'This server sends email, so the link is emailed to its owner.');
  }
  if (kind === 'restore' && account.leavingAt === null) {
    throw conflict('not-leaving', 'This account is not being deleted.');
  }
  return withTransaction(ctx, async (inTx) => {
    const linkId = await createLink(inTx, kind, account.id, account.email);
    await audit(inTx, 'link.handed-over', { userId: account.id, facts: { kind } });
    const link = await mailedLinkUrl(inTx, { linkId });
    if (link === null) throw new Error('a new link has no address');
    return link;
  });
}
