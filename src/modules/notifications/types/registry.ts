import type { AnyEvent } from '#platform/events/event.ts';
import { accountMails, accountNotifications } from './account.ts';
import type { EventType, MailDefinition, NotificationDefinition, SourceEvent } from './define.ts';
import { installationNotifications } from './installation.ts';
import { organizationMails, organizationNotifications } from './organizations.ts';
import { mailInMails } from './mail-in.ts';
import { projectNotifications } from './projects.ts';
import { taskNotifications } from './tasks.ts';

// The one list of what notifies people. Types, subscriptions, links, texts and preferences are derived from it.

const definedNotifications = [
  ...taskNotifications,
  ...organizationNotifications,
  ...projectNotifications,
  ...accountNotifications,
  ...installationNotifications,
] as const;
export type NotificationType = (typeof definedNotifications)[number]['type'];

export const notificationDefinitions: readonly NotificationDefinition<NotificationType>[] = definedNotifications;
export const mailDefinitions: readonly MailDefinition[] = [...organizationMails, ...accountMails, ...mailInMails];
const definitions = [...notificationDefinitions, ...mailDefinitions];

const [first, ...rest] = notificationDefinitions.map(({ type }) => type);
if (first === undefined) throw new Error('there are no notification types');
export const notificationTypes: [NotificationType, ...NotificationType[]] = [first, ...rest];
/** What the table accepts: also the names that earlier releases wrote. */
export const storedTypes: readonly string[] = notificationDefinitions.flatMap(({ type, formerly = [] }) => [
  type,
  ...formerly,
]);

/** Types that concern a person who may not be, or no longer is, in the organization. */
export const personalTypes: readonly string[] = notificationDefinitions
  .filter(({ mayKnow }) => mayKnow === 'anyone')
  .map(({ type }) => type);

export const notifyingEvents: readonly EventType[] = [...new Set(definitions.flatMap(({ events }) => events))];

const byEvent = new Map(
  notifyingEvents.map((event) => [event as string, definitions.filter(({ events }) => events.includes(event))]),
);
const byName = new Map<string, NotificationDefinition<NotificationType>>(
  notificationDefinitions.flatMap((definition) =>
    [definition.type, ...(definition.formerly ?? [])].map((name) => [name, definition] as const),
  ),
);

/** Whether an event can notify someone. Its payload is what its publisher declares. */
export function isSourceEvent(event: AnyEvent): event is AnyEvent & SourceEvent {
  return byEvent.has(event.type);
}

export function definitionsFor(event: string): readonly (NotificationDefinition<NotificationType> | MailDefinition)[] {
  return byEvent.get(event) ?? [];
}

/** The definition of a stored notification, by its current or an earlier name. */
export function definitionOf(type: string): NotificationDefinition<NotificationType> {
  const definition = byName.get(type);
  if (!definition) throw new Error(`there is no notification type ${type}`);
  return definition;
}
