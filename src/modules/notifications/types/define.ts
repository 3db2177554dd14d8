import type { authContract } from '#modules/auth';
import type { projectsContract } from '#modules/projects';
import type { tasksContract } from '#modules/tasks';
import type { teamsContract } from '#modules/teams';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { EventOf } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { notificationsContract } from '../contract.ts';
import type { TextParams } from '../texts.ts';

/** The events that can notify someone. */
export type SourceEvent = EventOf<
  typeof authContract.events &
    typeof teamsContract.events &
    typeof projectsContract.events &
    typeof tasksContract.events &
    Pick<typeof notificationsContract.events, 'mail.refused' | 'webhook.disabled' | 'backup.failed'>
>;
export type EventType = SourceEvent['type'];
type EventMap = { [Event in SourceEvent as Event['type']]: Event };
export type EventNamed<Name extends EventType> = EventMap[Name];

export interface Recipient {
  /** Null for an address that may have no account. */
  readonly userId: UserId | null;
  /** The address of the mail, if it is not the account's own. */
  readonly address?: string;
  /** The language of the mail, if the address has no account. */
  readonly locale?: string;
  /** Whether they get a mail unless they chose otherwise, if this differs from the type's default. */
  readonly email?: boolean;
}

/** What a stored notification or mail tells of its subject. */
export interface LinkSource {
  readonly organizationId: OrganizationId | null;
  readonly taskId: string | null;
  readonly textParams: TextParams;
}

/**
 * Whether a channel is used unless a person chooses otherwise. `always` and `never` leave no choice.
 */
type ChannelDefault = boolean | 'always' | 'never';

/** The headings of the settings under which people find the types, in their order there. */
export const notificationGroups = [
  'tasks',
  'conversations',
  'projects',
  'organizations',
  'account',
  'installation',
] as const;
export type NotificationGroup = (typeof notificationGroups)[number];

interface Definition<Type extends string, Event> {
  /** Its name in the API, and the key of its texts in `mail.json`. */
  readonly type: Type;
  /** Earlier names: stored rows and waiting mails may still have them. */
  readonly formerly?: readonly string[];
  readonly recipients: (event: Event) => readonly Recipient[];
  /** Names, keys and codes of the text. Codes are translated when the text is read or sent (`localized`). */
  readonly textParams: (event: Event) => TextParams;
  /** The path of the app's page that shows the subject. */
  readonly link: (source: LinkSource) => string;
  /** Values of the parameter `outcome` that have texts of their own: `import-finished-failed`. */
  readonly outcomes?: readonly string[];
}

interface NotificationParts<Type extends string, Event> extends Definition<Type, Event> {
  readonly group: NotificationGroup;
  /** Checked again when the notification is made: people leave, and tasks move. */
  readonly mayKnow: 'anyone' | ((organization: OrganizationAccess, event: Event) => boolean);
  /** The type of its mail and the key of the mail's texts, if not those of the notification. */
  readonly mailType?: string;
  /** In the app it is always shown. */
  readonly channels: { readonly email: ChannelDefault; readonly push: ChannelDefault };
  /** Notifications about the same task are grouped. */
  readonly taskId?: (event: Event) => string;
  /** The task and project that a person can mute. A notification without them cannot be muted. */
  readonly mutedWith?: (event: Event) => readonly (string | null)[];
  /** Nothing is sent any more once its task is done. */
  readonly asksForWork?: boolean;
  /** Too late in a digest: a mail leaves at once also for those who chose one. */
  readonly isTimely?: boolean;
  /** Notifies people of what they did themselves, too. */
  readonly includesActor?: boolean;
  /** Adds it as read: the recipient knows of it already. */
  readonly isRead?: (event: Event) => boolean;
}

/** A notification in the app and, by the recipient's choice, in other channels. */
export interface NotificationDefinition<Type extends string = string> extends NotificationParts<Type, SourceEvent> {
  readonly kind: 'notification';
  readonly events: readonly EventType[];
}

/** A mail that is always sent, without a notification in the app: its reader may be unable to sign in. */
export interface MailDefinition<Type extends string = string> extends Definition<Type, SourceEvent> {
  readonly kind: 'mail';
  readonly events: readonly EventType[];
}

/** Functions of these events as functions of every event. @throws Error for another event, where one is passed. */
function onlyFor<Name extends EventType>(names: readonly Name[]) {
  const isNamed = (event: SourceEvent): event is SourceEvent & EventNamed<Name> =>
    names.some((name) => name === event.type);
  return <Result>(of: (event: EventNamed<Name>) => Result) =>
    (event: SourceEvent): Result => {
      if (!isNamed(event)) throw new Error(`an event ${event.type} where ${names.join(' or ')} was expected`);
      return of(event);
    };
}

export function defineNotification<const Type extends string, const Name extends EventType>(
  definition: NotificationParts<Type, EventNamed<Name>> & { readonly events: readonly Name[] },
): NotificationDefinition<Type> {
  const { recipients, textParams, mayKnow, taskId, mutedWith, isRead, ...parts } = definition;
  const only = onlyFor(definition.events);
  return {
    kind: 'notification',
    ...parts,
    recipients: only(recipients),
    textParams: only(textParams),
    mayKnow:
      mayKnow === 'anyone' ? mayKnow : (organization, event) => only((named) => mayKnow(organization, named))(event),
    ...(taskId && { taskId: only(taskId) }),
    ...(mutedWith && { mutedWith: only(mutedWith) }),
    ...(isRead && { isRead: only(isRead) }),
  };
}

export function defineMail<const Type extends string, const Name extends EventType>(
  definition: Definition<Type, EventNamed<Name>> & { readonly events: readonly Name[] },
): MailDefinition<Type> {
  const only = onlyFor(definition.events);
  const { recipients, textParams } = definition;
  return { kind: 'mail', ...definition, recipients: only(recipients), textParams: only(textParams) };
}

/** Recipients without duplicates; null for nobody. */
export function toPeople(...userIds: readonly (UserId | null)[]): Recipient[] {
  return [...new Set(userIds)].flatMap((userId) => (userId === null ? [] : [{ userId }]));
}
