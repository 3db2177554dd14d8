import { reportFailures } from '#platform/item-failures.ts';
import type { ScheduledJob } from '#platform/modules/module.ts';
import type { ProjectsContext } from './context.ts';
import { publishNearMilestones } from './milestones/publish-near-milestones.ts';
import { purgeProjects } from './projects/delete-project.ts';
import { sweep } from './projects/sweep.ts';

export const jobs: ScheduledJob<ProjectsContext>[] = [
  { name: 'purge', cron: '31 3 * * *', run: async (ctx) => reportFailures((await purgeProjects(ctx)).failures) },
  { name: 'sweep', cron: '43 4 * * *', run: sweep },
  { name: 'near-milestones', cron: '11 * * * *', run: publishNearMilestones },
];
