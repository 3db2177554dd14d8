import { createHash } from 'node:crypto';
import type { FlagState } from '../events/schema.ts';

/** How a flag is set. */
export interface FlagSetting {
  readonly state: FlagState;
  /** The share of organizations for which it is on, while its state is `on`. */
  readonly percentage: number;
  /** Organizations with a state of their own, whatever the flag's state. */
  readonly organizations: Readonly<Record<string, FlagState>>;
}

export const unsetFlag: FlagSetting = { state: 'on', percentage: 100, organizations: {} };

/** Whether a flag is on for an organization: the same at every call and on every instance. */
export function isFlagOn(name: string, setting: FlagSetting, organizationId: string): boolean {
  const own = setting.organizations[organizationId];
  if (own !== undefined) return own === 'on';
  return setting.state === 'on' && bucketOf(name, organizationId) < setting.percentage;
}

/**
 * A number from 0 to 99 for an organization and a flag. An organization that has a flag at 20 % keeps it at 30 %, and
 * the flags of an organization are independent of each other.
 */
function bucketOf(name: string, organizationId: string): number {
  return createHash('sha256').update(`${name}\0${organizationId}`).digest().readUInt32BE() % 100;
}
