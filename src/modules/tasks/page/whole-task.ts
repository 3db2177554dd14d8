import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { type OrganizationId, type ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { categories, type dependencyTypes, priorities, StatusId, TaskId } from '../contract.ts';
import { Attachment } from '../attachments/attachment.ts';
import { Backlink, listBacklinks } from '../backlinks/backlink.ts';
import { ChecklistItem } from '../checklists/checklist.ts';
import { Comment, listNewestComments } from '../comments/comment.ts';
import { Dependency } from '../dependencies/dependency.ts';
import { backlinkTable } from '../schema/backlink.ts';
import { attachmentTable } from '../schema/attachment.ts';
import { checklistItemTable } from '../schema/checklist-item.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { statusTable } from '../schema/workflow.ts';
import { reminderTable } from '../schema/reminder.ts';
import { taskTable } from '../schema/task.ts';
import { timezoneOf } from '../task/due.ts';
import { Reminder, type ReminderRow, showReminder } from '../reminders/reminder.ts';
import { isReadable } from '../task/is-readable.ts';
import { showTask } from '../task/show-task.ts';
import { Task } from '../task/task.ts';
import type { TaskRow } from '../task/columns.ts';

const Part = z
  .strictObject({
    id: TaskId,
    key: z.string(),
    title: z.string(),
    teamId: TeamId,
    statusId: StatusId,
    status: z.string(),
    category: z.enum(categories),
    priority: z.enum(priorities),
    assigneeId: UserId.nullable(),
    dueDate: z.iso.date().nullable(),
  })
  .meta({ id: 'SubtaskCard' });

export const WholeTask = z
  .strictObject({
    task: Task,
    checklist: z.array(ChecklistItem),
    attachments: z.array(Attachment),
    dependencies: z.array(Dependency),
    subtasks: z.array(Part).describe('Subtasks that the caller can access, in board order; at most 200.'),
    comments: z.array(Comment).describe('The latest 50 comments, oldest first.'),
    hasMoreComments: z.boolean(),
    reminder: Reminder.nullable().describe('The caller’s own reminder.'),
    backlinks: pageOf(Backlink).describe('The newest descriptions and comments that name the task.'),
    isMuted: z.boolean().nullable().describe('Whether the caller has muted the task; null if that is not known now.'),
  })
  .meta({ id: 'WholeTask', description: 'Everything the task page shows initially.' });

const commentsShown = 50;
const backlinksShown = 20;

/**
 * A task's page: one query for the parts of the task, two for its comments, one of notifications, and one for backlinks
 * if there are any.
 */
export async function readWholeTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'read'>,
): Promise<z.infer<typeof WholeTask>> {
  const userId = userIdOf(ctx.actor);
  const params = { organizationId: task.organizationId, id: task.id, userId };
  const [taskReply, parts, comments, isMuted] = await Promise.all([
    showTask(ctx, task),
    one(partsOf(ctx, params)),
    task.commentCount === 0 ? none : listNewestComments(ctx, task, commentsShown),
    userId === null ? false : ctx.ports.isMuted(ctx, { userId, taskId: task.id }),
  ]);
  const backlinks = parts.hasBacklinks ? await listBacklinks(ctx, task, { limit: backlinksShown }) : noBacklinks;
  const isVisible = (row: { teamId: TeamId; projectId: ProjectId | null }) =>
    isReadable(ctx.scope, { organizationId: task.organizationId, ...row });
  return {
    task: taskReply,
    checklist: parts.checklist,
    attachments: parts.attachments,
    dependencies: parts.dependencies.map(({ type, direction, projectId, ...other }) => ({
      type,
      direction,
      task: isVisible({ teamId: other.teamId, projectId }) ? other : null,
    })),
    subtasks: parts.subtasks.filter(isVisible).map(({ projectId: _projectId, ...part }) => part),
    ...comments,
    reminder: parts.reminder && (await showReminder(ctx, parts.reminder, task, await timezoneOf(ctx))),
    backlinks,
    isMuted,
  };
}

const noBacklinks = { items: [], nextCursor: null };
const none = { comments: [], hasMoreComments: false };

interface Parts {
  checklist: z.infer<typeof ChecklistItem>[];
  attachments: z.infer<typeof Attachment>[];
  dependencies: ({
    type: (typeof dependencyTypes)[number];
    direction: 'in' | 'out';
    projectId: ProjectId | null;
  } & NonNullable<Dependency['task']>)[];
  subtasks: (z.infer<typeof Part> & { projectId: ProjectId | null })[];
  reminder: ReminderRow | null;
  hasBacklinks: boolean;
}

/** Formats `timestamptz` inside JSON like everywhere else. */
const instantText = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

const partsOf = rawQuery<{ organizationId: OrganizationId; id: TaskId; userId: UserId | null }, Parts>(
  (params) => sql`
    select
      coalesce((select json_agg(json_build_object('id', id, 'taskId', task_id, 'checklist', checklist, 'title', title,
          'done', done, 'createdAt', ${instantText('created_at')}, 'version', version) order by rank)
        from ${checklistItemTable} where organization_id = ${params.organizationId} and task_id = ${params.id}), '[]') as checklist,
      coalesce((select json_agg(json_build_object('id', id, 'taskId', task_id, 'filename', filename,
          'contentType', content_type, 'bytes', bytes, 'createdBy', created_by,
          'createdAt', ${instantText('created_at')}) order by id)
        from ${attachmentTable} where organization_id = ${params.organizationId} and task_id = ${params.id}), '[]') as attachments,
      coalesce((select json_agg(json_build_object('type', bond.type,
          'direction', case when bond.task_id = ${params.id} then 'out' else 'in' end, 'id', other.id, 'key', other.key,
          'title', other.title, 'teamId', other.team_id, 'projectId', other.project_id, 'status', status.name,
          'category', status.category, 'dueDate', other.due_date) order by bond.created_at, other.id)
        from (
          select type, task_id, other_id as id, created_at from ${dependencyTable}
          where organization_id = ${params.organizationId} and task_id = ${params.id}
          union all
          select type, task_id, task_id, created_at from ${dependencyTable}
          where organization_id = ${params.organizationId} and other_id = ${params.id}) as bond
        join ${taskTable} as other on other.organization_id = ${params.organizationId} and other.id = bond.id
          and other.deleted_at is null
        join ${statusTable} on status.organization_id = ${params.organizationId} and status.id = other.status_id), '[]') as dependencies,
      coalesce((select json_agg(json_build_object('id', part.id, 'key', part.key, 'title', part.title,
          'teamId', part.team_id, 'projectId', part.project_id, 'statusId', part.status_id, 'status', status.name,
          'category', status.category, 'priority', part.priority, 'assigneeId', part.assignee_id,
          'dueDate', part.due_date) order by status.position, part.rank)
        from (
          select * from ${taskTable} where organization_id = ${params.organizationId} and parent_id = ${params.id}
            and deleted_at is null order by rank limit 200) as part
        join ${statusTable} on status.organization_id = ${params.organizationId} and status.id = part.status_id), '[]') as subtasks,
      (select json_build_object('organizationId', organization_id, 'taskId', task_id, 'userId', user_id, 'id', id,
          'at', ${instantText('at')}, 'beforeMinutes', before_minutes, 'repeat', repeat, 'timezone', timezone,
          'firedAt', ${instantText('fired_at')}, 'snoozedUntil', ${instantText('snoozed_until')},
          'version', version)
        from ${reminderTable}
        where organization_id = ${params.organizationId} and task_id = ${params.id} and user_id = ${params.userId}::uuid) as reminder,
      exists (select from ${backlinkTable}
        where organization_id = ${params.organizationId} and target_id = ${params.id}) as "hasBacklinks"`,
);
