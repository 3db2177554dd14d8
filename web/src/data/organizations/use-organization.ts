import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Organization } from '../../api/types.ts';
import { basePath } from '../../lib/base-path.ts';
import { createSignal, useSignal } from '../../lib/signal.ts';
import { teamsQuery } from '../teams/queries.ts';
import { organizationsQuery } from './queries.ts';

const key = `taskuno.organization${basePath}`;
const lastOrganizationId = createSignal(localStorage.getItem(key));

/** Remembers the current organization, for pages that belong to none. */
export function chooseOrganization(id: string): void {
  lastOrganizationId.set(id);
  localStorage.setItem(key, id);
}

export function lastOrganization(): string | null {
  return lastOrganizationId.get();
}

/** The organization of the page, otherwise the last one used; undefined if there is none. */
export function useOrganization(): Organization | undefined {
  const { organizationId, teamId } = useParams({ strict: false });
  const { data: organizations } = useSuspenseQuery(organizationsQuery);
  const { data: teams } = useSuspenseQuery(teamsQuery);
  const last = useSignal(lastOrganizationId);
  const pageOrganizationId = organizationId ?? teams.find(({ id }) => id === teamId)?.organizationId ?? last;
  return organizations.find(({ id }) => id === pageOrganizationId) ?? organizations[0];
}
