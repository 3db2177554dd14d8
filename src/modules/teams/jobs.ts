import { reportFailures } from '#platform/item-failures.ts';
import type { ScheduledJob } from '#platform/modules/module.ts';
import type { TeamsContext } from './context.ts';
import { boundInvites } from './invites/create-invite.ts';
import { purgeOrganizations } from './organizations/delete-organization.ts';
import { purgeTeams } from './teams/delete-team.ts';

export const jobs: ScheduledJob<TeamsContext>[] = [
  {
    name: 'bound-lifetimes',
    cron: '49 * * * *',
    run: boundInvites,
  },
  {
    name: 'purge',
    cron: '27 3 * * *',
    async run(ctx) {
      const organizations = await purgeOrganizations(ctx);
      const teams = await purgeTeams(ctx);
      reportFailures([...organizations.failures, ...teams.failures]);
    },
  },
];
