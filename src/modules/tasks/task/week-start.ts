import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';

/** RFC 5545's default, if there is no organization or they disagree. */
const monday = 1;

/** The first day of an organization's weeks: 1 is Monday, 7 Sunday (ISO 8601). */
export function weekStartOf({ scope }: TasksContext, organizationId: OrganizationId): number {
  return scope.organization(organizationId)?.directory.weekStart ?? monday;
}

/** The first day that all of the caller's organizations share, otherwise Monday. */
export function commonWeekStart({ scope }: TasksContext): number {
  const [first = monday, ...others] = new Set(scope.organizations.map(({ directory }) => directory.weekStart));
  return others.length === 0 ? first : monday;
}
