import { housekeeping } from '#platform/jobs/housekeeping.ts';
import type { ScheduledJob } from '#platform/modules/module.ts';
import type { TasksContext } from './context.ts';
import { command, inbox } from './schema.ts';
import { archiveClosed } from './trash/archive-closed.ts';
import { purgeTrash } from './trash/purge.ts';

export const jobs: ScheduledJob<TasksContext>[] = [
  housekeeping({ command, inbox }),
  {
    name: 'purge-trash',
    cron: '37 3 * * *',
    async run(ctx) {
      await purgeTrash(ctx);
    },
  },
  { name: 'archive-closed', cron: '7 * * * *', run: archiveClosed },
];
