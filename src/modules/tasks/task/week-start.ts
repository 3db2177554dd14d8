import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';

/** Where the calendars disagree, or there is none: what RFC 5545 takes. */
const monday = 1;

/** The day on which an organization's weeks begin: 1 is Monday, 7 Sunday (ISO 8601). */
export function weekStartOf({ scope }: TasksContext, organizationId: OrganizationId): number {
  return scope.organization(organizationId)?.directory.weekStart ?? monday;
}

/** The one that all of the caller's organizations share, else Monday. */
export function commonWeekStart({ scope }: TasksContext): number {
  const [first = monday, ...others] = new Set(scope.organizations.map(({ directory }) => directory.weekStart));
  return others.length === 0 ? first : monday;
}
