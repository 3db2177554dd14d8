import type { DatabaseContext } from '../database/database.ts';
import { forbidden } from '../errors.ts';
import type { OrganizationId } from '../ids.ts';
import { type FlagName, flagNames } from './definitions.ts';
import { isFlagOn } from './evaluate.ts';
import { type Flag, readFlags } from './flag.ts';

/** Which features are on for which organization. */
export interface Flags {
  isOn(name: FlagName, organizationId: OrganizationId): Promise<boolean>;
  /** @throws DomainError 403 `feature-off` */
  assertOn(name: FlagName, organizationId: OrganizationId): Promise<void>;
  /** The features that are on for each of these organizations. */
  onFor(organizationIds: readonly OrganizationId[]): Promise<Record<OrganizationId, FlagName[]>>;
  /** Reads the flags again at the next question: call it after a change on this instance. */
  forget(): void;
}

/** Other instances follow a change after this time. Lookups are rare, so nothing is announced. */
const maxAgeMs = 2_000;

export function createFlags(ctx: DatabaseContext): Flags {
  let cache: { readonly at: number; readonly flags: Promise<readonly Flag[]> } | undefined;

  function current(): Promise<readonly Flag[]> {
    if (cache === undefined || performance.now() - cache.at > maxAgeMs) {
      const entry = { at: performance.now(), flags: readFlags(ctx) };
      entry.flags.catch(() => {
        if (cache === entry) cache = undefined;
      });
      cache = entry;
    }
    return cache.flags;
  }

  const isOn = async (name: FlagName, organizationId: OrganizationId) => isOnIn(await current(), name, organizationId);
  return {
    isOn,
    async assertOn(name, organizationId) {
      if (await isOn(name, organizationId)) return;
      throw forbidden('feature-off', 'The administrator of this server has turned this feature off.');
    },
    async onFor(organizationIds) {
      const flags = await current();
      return Object.fromEntries(organizationIds.map((id) => [id, flagNames.filter((name) => isOnIn(flags, name, id))]));
    },
    forget() {
      cache = undefined;
    },
  };
}

function isOnIn(flags: readonly Flag[], name: FlagName, organizationId: OrganizationId): boolean {
  const flag = flags.find((one) => one.name === name);
  if (!flag) return true;
  const organizations = Object.fromEntries(flag.organizations.map(({ id, state }) => [id, state]));
  return isFlagOn(name, { ...flag, organizations }, organizationId);
}
