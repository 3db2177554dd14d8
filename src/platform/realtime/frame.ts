import type { AnyEvent } from '../events/event.ts';
import type { OrganizationId } from '../ids.ts';
import type { LogState } from './event-log.ts';

/** A server-sent event (WHATWG HTML, 9.2). */
export function frame(id: string, event: string, body: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${body}\n\n`;
}

/** A frame that does not move the position from which its reader resumes. */
export function frameWithoutId(event: string, body: string): string {
  return `event: ${event}\ndata: ${body}\n\n`;
}

/** The data that tells a reader what to reload; never the content itself. */
export function eventFrame(id: string, { type, subject, organizationId, at, actor, payload }: AnyEvent): string {
  const data = {
    kind: subject.kind,
    id: subject.id,
    version: subject.version,
    organizationId: organizationId satisfies OrganizationId | null,
    actorId: 'userId' in actor ? actor.userId : null,
    at,
    ...textOf(payload, 'teamId'),
    ...textOf(payload, 'taskId'),
    ...textOf(payload, 'projectId'),
    ...textOf(payload, 'previousTeamId'),
    ...textOf(payload, 'previousProjectId'),
  };
  return frame(id, type, JSON.stringify(data));
}

function textOf(payload: Record<string, unknown>, name: string): Record<string, string> {
  const value = payload[name];
  return typeof value === 'string' ? { [name]: value } : {};
}

/** The position to resume from, or null if the log no longer holds the events since. */
export function resumable(lastEventId: string, { epoch, head, oldest }: LogState): number | null {
  const match = /^([a-z0-9]+)-(\d{1,15})$/.exec(lastEventId);
  if (!match || match[1] !== epoch) return null;
  const at = Number(match[2]);
  return at > head || at < oldest - 1 ? null : at;
}
