import { type Due, dueMoment, leadMoment, overdueMoment } from './moments.ts';

/** A person's time zone (IANA name) and lead times. */
export interface Reader {
  readonly timezone: string;
  readonly leadMinutes: readonly number[];
  /** When they chose these lead times; null if they never did. */
  readonly leadsSince: string | null;
}

export interface NoticeRow {
  /** When the person or the due date was set. */
  readonly since: string;
  readonly sentLeads: readonly number[];
}

export interface NoticePlan {
  /** What to send now: `overdue`, or the lead time of "due soon". */
  readonly send: 'overdue' | number | null;
  /** The row afterwards; null if nothing more is to be sent. */
  readonly row: { readonly nextAt: string; readonly sentLeads: readonly number[] } | null;
}

const dayMs = 86_400_000;
/** Each row is looked at again after this long, because rules of time zones change. */
const maxWaitDays = 30;

/**
 * Decides what a person is to be notified of now (RFC 3339, UTC) and when to look again. Notices that were due before
 * the task was theirs are skipped, and of several late ones only the last is sent.
 */
export async function planNotices(due: Due, reader: Reader, row: NoticeRow, now: string): Promise<NoticePlan> {
  const overdueAt = await overdueMoment(due, reader.timezone);
  if (overdueAt === null || overdueAt <= row.since) return { send: null, row: null };
  if (overdueAt <= now) return { send: 'overdue', row: null };

  const leads = await leadsOf(due, reader, row);
  const reached = leads.filter(({ at }) => at <= now);
  const isDue = ((await dueMoment(due, reader.timezone)) ?? now) <= now;
  const last = reached.at(-1);
  const isLate = last !== undefined && Date.parse(now) - Date.parse(last.at) > dayMs;
  const next = leads.find(({ at }) => at > now)?.at ?? overdueAt;
  return {
    send: last === undefined || isDue || isLate ? null : last.leadMinutes,
    row: {
      nextAt: [next, later(now, maxWaitDays)].toSorted()[0] ?? next,
      sentLeads: [...row.sentLeads, ...reached.map(({ leadMinutes }) => leadMinutes)],
    },
  };
}

/** The lead times that are still to be handled, with their moments, earliest first. */
async function leadsOf(due: Due, { timezone, leadMinutes, leadsSince }: Reader, { since, sentLeads }: NoticeRow) {
  const from = leadsSince !== null && leadsSince > since ? leadsSince : since;
  const left = leadMinutes.filter((minutes) => !sentLeads.includes(minutes)).toSorted((a, b) => b - a);
  const leads: { leadMinutes: number; at: string }[] = [];
  for (const minutes of left) {
    const at = await leadMoment(due, timezone, minutes);
    if (at !== null && at > from) leads.push({ leadMinutes: minutes, at });
  }
  return leads;
}

function later(now: string, days: number): string {
  return new Date(Date.parse(now) + days * dayMs).toISOString();
}
