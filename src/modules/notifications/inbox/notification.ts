import { z } from 'zod';
import { type Contact, Person, personIn } from '#modules/auth';
import { AppPath } from '#platform/http/fields.ts';
import { OrganizationId, type UserId } from '#platform/ids.ts';
import { NotificationId } from '../contract.ts';
import { localized, type Reader, text, textKey, type TextParams } from '../texts.ts';
import { definitionOf, notificationTypes } from '../types/registry.ts';

export const Notification = z
  .strictObject({
    id: NotificationId,
    organizationId: OrganizationId.nullable(),
    type: z.enum(notificationTypes),
    title: z.string(),
    body: z.string(),
    bodyParts: z.array(z.string()).describe('The body in parts, each with its own text direction.'),
    taskId: z.string().nullable(),
    link: AppPath.describe('A path below PUBLIC_URL, such as `/tasks/…`.'),
    actor: Person.nullable(),
    readAt: z.iso.datetime().nullable(),
    snoozedUntil: z.iso.datetime().nullable(),
    doneAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    group: z
      .strictObject({ count: z.number().int(), unread: z.number().int() })
      .nullable()
      .describe('With `group=task`: how many notifications of its task are listed as this one.'),
  })
  .meta({ id: 'Notification', description: 'In the language of the recipient.' });
export type Notification = z.infer<typeof Notification>;

/** A notification as it is stored. */
export interface NotificationRow {
  readonly id: NotificationId;
  readonly organizationId: OrganizationId | null;
  readonly type: string;
  readonly taskId: string | null;
  readonly actorId: UserId | null;
  readonly textParams: TextParams;
  readonly readAt: string | null;
  readonly snoozedUntil: string | null;
  readonly doneAt: string | null;
  readonly createdAt: string;
}

export const unknownReader: Reader = { locale: 'en', calendar: 'gregorian', timezone: 'UTC' };

export function toNotification(
  { textParams, actorId, ...row }: NotificationRow,
  people: ReadonlyMap<UserId, Contact>,
  reader: Reader,
  group: Notification['group'],
): Notification {
  const { locale } = reader;
  const definition = definitionOf(row.type);
  const actor = personIn(people, actorId);
  const values = { ...localized(reader, textParams), actor: actor?.name ?? text(locale, 'mail', 'somebody') };
  const key = textKey(definition.type, textParams);
  const title = text(locale, 'mail', `${key}.title`, values);
  const body = text(locale, 'mail', `${key}.body`, values, (value) => value);
  const { title: about, excerpt } = textParams;
  const bodyParts = about === undefined || excerpt === undefined ? [body] : [String(about), String(excerpt)];
  const link = definition.link({ ...row, textParams });
  return { ...row, type: definition.type, title, body, bodyParts, link, actor, group };
}
