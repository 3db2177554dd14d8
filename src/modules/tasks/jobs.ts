import { housekeeping } from '#platform/modules/housekeeping.ts';
import { reportFailures } from '#platform/item-failures.ts';
import type { ScheduledJob } from '#platform/modules/module.ts';
import type { TasksContext } from './context.ts';
import { tidyExports } from './exports/tidy-exports.ts';
import { tidyImports } from './imports/tidy-imports.ts';
import { command, inbox } from './schema/module-tables.ts';
import { sendNotices } from './reminders/send.ts';
import { foldWaiting, repairTallies } from './tallies/sweep-tallies.ts';
import { archiveClosed } from './trash/archive-closed.ts';
import { purgeTrash } from './trash/purge.ts';
import { sweep } from './trash/sweep.ts';

export const jobs: ScheduledJob<TasksContext>[] = [
  housekeeping({ command, inbox }),
  {
    name: 'purge-trash',
    cron: '37 3 * * *',
    async run(ctx) {
      await purgeTrash(ctx);
    },
  },
  { name: 'sweep', cron: '47 4 * * *', run: sweep },
  { name: 'tidy-imports', cron: '* * * * *', run: tidyImports },
  { name: 'tidy-exports', cron: '* * * * *', run: tidyExports },
  {
    name: 'send-reminders',
    cron: '* * * * *',
    async run(ctx) {
      reportFailures((await sendNotices(ctx)).failures);
    },
  },
  { name: 'fold-tallies', cron: '* * * * *', run: foldWaiting },
  {
    name: 'repair-tallies',
    cron: '23 5 * * *',
    async run(ctx) {
      await repairTallies(ctx);
    },
  },
  { name: 'archive-closed', cron: '7 * * * *', run: archiveClosed },
];
