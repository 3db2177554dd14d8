import type { Database } from '#platform/database/database.ts';
import { withoutWaitBudget } from '#platform/database/wait-budget.ts';
import type { TasksContext } from '../context.ts';
import { foldWaiting } from './sweep-tallies.ts';

/** After how many changes a process folds, whether a worker runs or not. */
const changesPerFold = 1_000;

/** Wraps the database of a process so that it folds pending changes from time to time, which limits their number. */
export function withFolding(db: Database, contextOf: () => TasksContext): Database {
  let changes = 0;
  let isFolding = false;
  return {
    ...db,
    onPublished() {
      db.onPublished();
      changes += 1;
      if (changes < changesPerFold || isFolding) return;
      changes = 0;
      isFolding = true;
      const ctx = contextOf();
      void withoutWaitBudget(() => foldWaiting(ctx))
        .catch((error: unknown) => ctx.log.warn({ err: error }, 'changes could not be added to the task counts'))
        .finally(() => (isFolding = false));
    },
  };
}
