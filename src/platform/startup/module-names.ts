import { namesOf } from '../records.ts';

/** The modules, lowest first, and what the scopes of personal access tokens call them: `tasks:read`. */
export const moduleScopes = {
  auth: 'profile',
  teams: 'organizations',
  projects: 'projects',
  tasks: 'tasks',
  notifications: 'notifications',
} as const;
export type ModuleName = keyof typeof moduleScopes;
export const moduleNames = namesOf(moduleScopes);

/** A value for each module. */
export function perModule<Value>(valueOf: (name: ModuleName) => Value): Record<ModuleName, Value> {
  return Object.fromEntries(moduleNames.map((name) => [name, valueOf(name)])) as Record<ModuleName, Value>;
}
