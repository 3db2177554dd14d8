import type { Contact } from '#modules/auth';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { ChannelKind, NotificationId } from '../contract.ts';
import type { NotificationDefinition } from '../types/define.ts';
import type { NotificationType } from '../types/registry.ts';
import type { Draft, People } from './drafts.ts';

/** A notification in the app that may also leave through channels. */
export interface Notice extends Draft {
  readonly definition: NotificationDefinition<NotificationType>;
  readonly notificationId: NotificationId;
  readonly userId: UserId;
}

/** What one message says: one notice, several of the same task, or a digest. */
export interface Packet {
  readonly contact: Contact;
  readonly notices: readonly [Notice, ...Notice[]];
  readonly isDigest: boolean;
  /** How many older notices belong to it that it does not list. */
  readonly olderCount: number;
}

/** A way to reach people outside of the app. */
export interface Channel {
  readonly kind: ChannelKind;
  /** Whether people can choose to get its messages as a digest. */
  readonly hasDigest: boolean;
  /** Queues one message for each packet, in the open transaction. */
  send(ctx: NotificationsContext, packets: readonly Packet[], people: People): Promise<void>;
}
