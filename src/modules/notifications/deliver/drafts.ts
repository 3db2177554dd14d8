import type { Contact } from '#modules/auth';
import { userIdOf } from '#platform/context.ts';
import type { AnyEvent } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { Choices } from './read-choices.ts';
import type { NotificationType } from '../types/registry.ts';
import type { MailDefinition, NotificationDefinition, Recipient, SourceEvent } from '../types/define.ts';
import { definitionsFor, isSourceEvent } from '../types/registry.ts';

/** A possible notification: an event, how it notifies, and whom. */
export interface Draft {
  readonly event: SourceEvent;
  readonly definition: NotificationDefinition<NotificationType> | MailDefinition;
  readonly recipient: Recipient;
}

/** Everyone whom the events may notify, without a check of what they may know. */
export function draftsOf(events: readonly AnyEvent[]): Draft[] {
  return events
    .filter(isSourceEvent)
    .flatMap((event) =>
      definitionsFor(event.type).flatMap((definition) =>
        definition.recipients(event).map((recipient) => ({ event, definition, recipient })),
      ),
    );
}

/** The people whom drafts name: read once for all of them. */
export interface People {
  readonly byId: ReadonlyMap<UserId, Contact>;
  /** Accounts of the addresses of recipients without an id, in lower case. */
  readonly byAddress: ReadonlyMap<string, Contact>;
}

export async function peopleOf(ctx: NotificationsContext, drafts: readonly Draft[]): Promise<People> {
  const ids = drafts.flatMap(({ event, recipient }) => [recipient.userId, userIdOf(event.actor)]);
  const emails = drafts.flatMap(({ recipient: { userId, address } }) =>
    userId === null && address !== undefined ? [address] : [],
  );
  const [byId, accounts] = await Promise.all([
    ctx.people.byIds(ids),
    emails.length === 0 ? [] : ctx.auth.findPeople(ctx, { emails: [...new Set(emails)], usernames: [] }),
  ]);
  return { byId, byAddress: new Map(accounts.map((account) => [account.email.toLowerCase(), account])) };
}

/** The tasks and projects with which drafts can be muted. */
export function mutableSubjects(drafts: readonly Draft[]): string[] {
  const ids = drafts.flatMap(({ definition, event }) =>
    definition.kind === 'mail' ? [] : (definition.mutedWith?.(event) ?? []),
  );
  return [...new Set(ids.filter((id) => id !== null))];
}

export function isMuted({ definition, event, recipient: { userId } }: Draft, choices: Choices): boolean {
  if (definition.kind === 'mail' || userId === null) return false;
  return (definition.mutedWith?.(event) ?? []).some((id) => id !== null && choices.hasMuted(userId, id));
}

/** Keeps the notifications that their recipients may know of: people leave, and tasks move. */
export async function whoMayKnow<D extends Draft>(ctx: NotificationsContext, drafts: readonly D[]): Promise<D[]> {
  const userIds = [...new Set(drafts.flatMap(({ recipient }) => recipient.userId ?? []))];
  const scopes = new Map(
    await Promise.all(
      userIds.map(async (userId) => [userId, await ctx.scopeOf({ kind: 'job', name: 'notify', userId })] as const),
    ),
  );
  return drafts.filter(({ event, definition, recipient: { userId } }) => {
    if (definition.kind === 'mail' || definition.mayKnow === 'anyone') return true;
    const { organizationId } = event;
    const organization =
      userId === null || organizationId === null ? undefined : scopes.get(userId)?.organization(organizationId);
    return organization !== undefined && definition.mayKnow(organization, event);
  });
}
