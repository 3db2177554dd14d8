import { commandsOnce } from '../commands/commands.ts';
import type { Call } from '../context.ts';
import { platformCommandTable } from '../events/schema.ts';
import { housekeeping } from '../modules/housekeeping.ts';
import { type HostedModule, hostModule, type ModuleBase } from '../modules/module.ts';
import type { AdminContext } from './context.ts';
import { administrationRoutes } from './routes.ts';

export type AdministrationParts = ModuleBase &
  Pick<AdminContext, 'queue' | 'setAside' | 'flags' | 'backups' | 'load' | 'examine'>;

/** The routes of instance admins that belong to no module, in the form of one. */
export function createAdministration(parts: AdministrationParts): HostedModule {
  const contextOf = (call: Call): AdminContext => ({ ...call, ...parts });
  return hostModule<AdminContext>({
    name: 'platform',
    routes: {
      module: 'platform',
      tokenScope: 'admin',
      routes: administrationRoutes,
      contextOf,
      once: commandsOnce(platformCommandTable),
    },
    subscriptions: [],
    jobs: [housekeeping({ command: platformCommandTable })],
    contextOf,
  });
}
