import type { UserId } from '#platform/ids.ts';
import { equalSecrets, signedId, unverifiedId } from '#platform/startup/secrets.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { type ActionLink, type MailAction, mailActions } from './mail-action.ts';
import type { MessageRow } from './message.ts';

/** The actions that mails of a type offer. */
const actionsOfType: Readonly<Record<string, readonly MailAction[]>> = {
  'task-assigned': ['complete'],
  'task-due-soon': ['complete'],
  'task-overdue': ['complete'],
  'task-reminder': ['complete', 'snooze-hour', 'snooze-tomorrow'],
  mentioned: ['complete'],
  commented: ['complete'],
};

type Actionable = Pick<MessageRow, 'id' | 'type' | 'userId' | 'textParams'>;

/** The links with which the reader of a mail acts on its task without signing in. */
export function actionLinks(ctx: NotificationsContext, row: Actionable): ActionLink[] {
  const { userId } = row;
  if (userId === null || row.textParams['taskId'] === undefined) return [];
  return (actionsOfType[row.type] ?? []).map((action) => {
    const token = `${sign(ctx.mailKeys[0], row.id, userId, action)}.${action}`;
    return { action, url: `${ctx.publicUrl}/api/v1/notifications/mail-action?token=${token}` };
  });
}

/** The mail and the action of a token, before its mail is known. */
export function parseActionToken(token: string): { id: MessageId; action: MailAction; signed: string } | null {
  const [signed = '', name] = token.split('.');
  const id = unverifiedId(signed) as MessageId | null;
  const action = mailActions.find((one) => one === name);
  return id === null || action === undefined ? null : { id, action, signed };
}

/** Whether the token was signed here for this mail, its reader and this action. */
export function isSignedFor(
  { mailKeys }: NotificationsContext,
  { id, userId }: Actionable,
  { action, signed }: { readonly action: MailAction; readonly signed: string },
): boolean {
  return userId !== null && mailKeys.some((key) => equalSecrets(signed, sign(key, id, userId, action)));
}

function sign(key: Buffer, id: MessageId, userId: UserId, action: MailAction): string {
  return signedId(key, id, 'action', userId, action);
}
