import type { Notification } from '../../api/types.ts';

export const inboxFilters = ['all', 'unread', 'snoozed', 'done'] as const;
export type InboxFilter = (typeof inboxFilters)[number];

/** A notification with the others of its task, as the inbox lists it. */
export type InboxRow = Notification;

export type InboxChange =
  | { readonly to: 'read' | 'unread' | 'done' }
  /** Out of the inbox until a time; then it is unread. */
  | { readonly to: 'snoozed'; readonly until: string };

/** Rows, or everything in the inbox that is read or unread. */
export type InboxTarget = { readonly rows: readonly InboxRow[] } | { readonly all: 'read' | 'unread' };

/** A change that the server has not confirmed. */
export interface PendingChange {
  /** The same change may be shown twice, by its verb and by the outbox; it counts once. */
  readonly id: string;
  readonly target: InboxTarget;
  readonly change: InboxChange;
}

/** The identity of a row: it stays the same when a newer notification of its task arrives. */
export function rowKey({ taskId, id }: Pick<InboxRow, 'taskId' | 'id'>): string {
  return taskId ?? id;
}

export function isUnread(row: InboxRow): boolean {
  return (row.group?.unread ?? (row.readAt === null ? 1 : 0)) > 0;
}

/** The rows of a filter with pending changes on top. Idempotent: the server may already have applied them. */
export function withChanges(
  rows: readonly InboxRow[],
  filter: InboxFilter,
  pending: readonly Omit<PendingChange, 'id'>[],
): readonly InboxRow[] {
  return pending.reduce<readonly InboxRow[]>((shown, { target, change }) => {
    const isMeant = meantBy(target, filter);
    return shown.flatMap((row) => (isMeant(row) ? changedRow(row, filter, change) : [row]));
  }, rows);
}

/** The number of unread notifications after a change, if it was `unread` before. */
export function unreadAfter(unread: number, { target, change }: Omit<PendingChange, 'id'>): number {
  if ('all' in target) return target.all === 'unread' ? 0 : unread;
  const difference = target.rows.reduce((sum, row) => sum + unreadDifference(row, change), 0);
  return Math.max(0, unread + difference);
}

function meantBy(target: InboxTarget, filter: InboxFilter): (row: InboxRow) => boolean {
  if ('rows' in target) {
    // A newer notification of the task is no part of the change.
    const newest = new Map(target.rows.map((row) => [rowKey(row), row.createdAt]));
    return (row) => row.createdAt <= (newest.get(rowKey(row)) ?? '');
  }
  if (filter === 'snoozed' || filter === 'done') return () => false;
  return (row) => (target.all === 'unread' ? isUnread(row) : !isUnread(row));
}

/** The row as it is listed after the change, or nothing. */
function changedRow(row: InboxRow, filter: InboxFilter, change: InboxChange): InboxRow[] {
  const listed: Record<InboxChange['to'], readonly InboxFilter[]> = {
    read: ['all', 'snoozed', 'done'],
    unread: ['all', 'unread'],
    done: ['done'],
    snoozed: ['snoozed'],
  };
  if (!listed[change.to].includes(filter)) return [];
  const count = row.group?.count ?? 1;
  const willBeRead = change.to === 'read' || change.to === 'done';
  return [
    {
      ...row,
      readAt: willBeRead ? (row.readAt ?? row.createdAt) : null,
      snoozedUntil: change.to === 'snoozed' ? change.until : row.snoozedUntil,
      group: row.group && { count, unread: willBeRead ? 0 : count },
    },
  ];
}

function unreadDifference(row: InboxRow, { to }: InboxChange): number {
  const isOpen = row.doneAt === null && row.snoozedUntil === null;
  const counted = isOpen ? (row.group?.unread ?? (row.readAt === null ? 1 : 0)) : 0;
  return (to === 'unread' ? (row.group?.count ?? 1) : 0) - counted;
}
