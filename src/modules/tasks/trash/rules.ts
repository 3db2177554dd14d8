import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { administerTeam } from '#platform/http/rules.ts';
import { notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import type { TaskRow } from '../task/columns.ts';
import { findTask } from '../task/find-task.ts';

/** A task in the trash of the team in the path. */
export const trashEmptier: Rule<TasksContext, Authorized<TaskRow, 'purge'>> = {
  name: 'owner or admin of the team',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const { team } = administerTeam(ctx.scope, idParam(params));
    const task = await findTask(ctx, idParam(params, 'taskId'), undefined, true);
    if (task.teamId !== team.id || task.deletedAt === null) throw notFound();
    return authorized<'purge', TaskRow>(task);
  },
};
