import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Organization } from '../../api/types.ts';
import type { Live } from '../../data/live/live.ts';
import { keys as organizationKeys } from '../../data/organizations/keys.ts';
import { keys as teamKeys } from '../../data/teams/keys.ts';
import { batchByName } from '../../lib/batch-by-name.ts';

const pauseMs = 30;

/** Reads the queries under a key again, once for many changes. */
export function createKeyReads(queryClient: QueryClient): Live['readAgain'] {
  const add = batchByName<QueryKey>(pauseMs, (keys) => {
    for (const queryKey of keys.values()) void queryClient.invalidateQueries({ queryKey });
  });
  return (key) => add(key.join(' '), key);
}

/**
 * The same for an organization: it is first checked that one is still a member, because queries for a former
 * organization would fail.
 */
export function createReadsWithin(queryClient: QueryClient, readAgain: Live['readAgain']): Live['readAgainWithin'] {
  const add = batchByName<readonly QueryKey[]>(pauseMs, readOfOwnOrganizations, (before, after) => [
    ...before,
    ...after,
  ]);

  async function readOfOwnOrganizations(changed: ReadonlyMap<string, readonly QueryKey[]>): Promise<void> {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: organizationKeys.all }),
      queryClient.invalidateQueries({ queryKey: teamKeys.all }),
    ]);
    const organizations = queryClient.getQueryData<readonly Organization[]>(organizationKeys.all);
    for (const [organizationId, keys] of changed) {
      if (organizations?.every(({ id }) => id !== organizationId)) continue;
      for (const key of keys) readAgain(key);
    }
  }

  return (organizationId, key) => add(organizationId, [key]);
}
