import type { Readable } from 'node:stream';
import { emptyScope, type Scope } from '#platform/access/scope.ts';
import type { Call } from '#platform/context.ts';
import { commandsOnce } from '#platform/commands/commands.ts';
import { one } from '#platform/database/query.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import { moduleScopes } from '#platform/startup/module-names.ts';
import { hostModule, type HostedModule, type PassedTo } from '#platform/modules/module.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { backlinkRoutes } from './backlinks/routes.ts';
import { bootstrapRoutes } from './bootstrap/routes.ts';
import { bulkRoutes } from './bulk/routes.ts';
import { checklistRoutes } from './checklists/routes.ts';
import { commentRoutes } from './comments/routes.ts';
import type { TasksContext } from './context.ts';
import type { TasksApi } from './contract.ts';
import { dependencyRoutes } from './dependencies/routes.ts';
import { createArchive } from './exports/archive.ts';
import { exportRoutes } from './exports/routes.ts';
import { fieldRoutes } from './fields/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { jobs } from './jobs.ts';
import { labelRoutes } from './labels/routes.ts';
import { logRoutes } from './log/routes.ts';
import { permissions } from './permissions.ts';
import { command } from './schema/module-tables.ts';
import { planningRoutes } from './planning/routes.ts';
import { recurrenceRoutes } from './recurrence/routes.ts';
import { personalReminders } from './reminders/personal-data.ts';
import { reminderPreferences, setReminderPreferences } from './reminders/preferences.ts';
import { reminderRoutes } from './reminders/routes.ts';
import { sendNotices } from './reminders/send.ts';
import { skipDueNotices } from './reminders/skip-due-notices.ts';
import { sendTaskReminder } from './reminders/send-task-reminder.ts';
import { subscriptions } from './subscriptions.ts';
import { addMailedComment, addMailedTask, outsideScope } from './tasks/add-mailed.ts';
import { countPurgeable, purgeTrash } from './trash/purge.ts';
import { taskStates } from './task/task-states.ts';
import { handOver, openTasksOf, personalData } from './tasks/hand-over.ts';
import { findTask } from './task/find-task.ts';
import { readableTasks } from './task/readable-tasks.ts';
import { mayRead } from './task/rules.ts';
import { activeTasksOf } from './task/active-tasks.ts';
import { peopleRoutes } from './tasks/people-routes.ts';
import { withFolding } from './tallies/fold-along.ts';
import { completeTaskOf, remindLater } from './tasks/act-from-mail.ts';
import { taskRoutes } from './tasks/routes.ts';
import { templateRoutes } from './templates/routes.ts';
import { trashRoutes } from './trash/routes.ts';
import { viewRoutes } from './views/routes.ts';
import { workflowRoutes } from './workflow/routes.ts';

export const routes = [
  ...bootstrapRoutes,
  ...bulkRoutes,
  ...taskRoutes,
  ...peopleRoutes,
  ...workflowRoutes,
  ...fieldRoutes,
  ...dependencyRoutes,
  ...backlinkRoutes,
  ...labelRoutes,
  ...checklistRoutes,
  ...commentRoutes,
  ...attachmentRoutes,
  ...logRoutes,
  ...trashRoutes,
  ...viewRoutes,
  ...recurrenceRoutes,
  ...reminderRoutes,
  ...planningRoutes,
  ...templateRoutes,
  ...importRoutes,
  ...exportRoutes,
];

export { shardedTables } from './schema/sharded.ts';

export type TasksDependencies = PassedTo<TasksContext>;

export interface TasksModule extends HostedModule {
  readonly api: TasksApi;
  /** Everything of an organization as a ZIP archive. For operators: it checks no permission. */
  readonly archiveOf: (call: Call, organizationId: OrganizationId) => Readable;
}

export function createTasksModule(base: TasksDependencies): TasksModule {
  const deps = {
    ...base,
    db: withFolding(base.db, () =>
      contextOf({ actor: { kind: 'job', name: 'fold-tallies', userId: null }, requestId: newId() }),
    ),
  };
  const contextOf = ({ actor, requestId, commandId, scope = emptyScope }: Call & { scope?: Scope }): TasksContext => ({
    ...deps,
    actor,
    requestId,
    scope,
    ...(commandId === undefined ? {} : { commandId }),
  });
  const api: TasksApi = {
    activeTasksOf: (call, input) => one(activeTasksOf(contextOf(call), input)),
    openTasksOf: (call, input) => one(openTasksOf(contextOf(call), input)),
    permissions: async (call, input) => permissions(await deps.scopeOf(call.actor), input),
    handOver: (call, input) => handOver(contextOf(call), input),
    purgeDue: async (call, { dryRun }) => ({ tasks: await (dryRun ? countPurgeable : purgeTrash)(contextOf(call)) }),
    personalData: async (call, input) => ({
      ...(await personalData(contextOf(call), input)),
      ...(await personalReminders(contextOf(call), input)),
    }),
    taskStates: (call, input) => taskStates(contextOf(call), input),
    async readableTask(call, { taskId }) {
      const ctx = contextOf({ ...call, scope: await deps.scopeOf(call.actor) });
      const { organizationId, teamId, projectId } = mayRead(ctx, await findTask(ctx, taskId));
      return { organizationId, teamId, projectId };
    },
    readableTasks: async (call, { taskIds }) =>
      readableTasks(contextOf({ ...call, scope: await deps.scopeOf(call.actor) }), taskIds),
    reminderPreferences: (call, input) => reminderPreferences(contextOf(call), input),
    setReminderPreferences: (call, input) => setReminderPreferences(contextOf(call), input),
    sendTaskReminder: (call, input) => sendTaskReminder(contextOf(call), input),
    addComment: async (call, input) =>
      addMailedComment(contextOf({ ...call, scope: await deps.scopeOf(call.actor) }), input),
    async addTask(call, { organizationId, ...input }) {
      const scope = organizationId && (await outsideScope(contextOf(call), organizationId, input.teamId));
      return addMailedTask(contextOf({ ...call, scope: scope ?? (await deps.scopeOf(call.actor)) }), input);
    },
    completeTask: async (call, input) =>
      completeTaskOf(contextOf({ ...call, scope: await deps.scopeOf(call.actor) }), input),
    remindLater: async (call, input) =>
      remindLater(contextOf({ ...call, scope: await deps.scopeOf(call.actor) }), input),
    async sendReminders(call) {
      const { failures, ...sent } = await sendNotices(contextOf(call));
      return { ...sent, failed: failures.length };
    },
  };
  const hosted = hostModule<TasksContext>({
    name: 'tasks',
    routes: {
      module: 'tasks',
      tokenScope: moduleScopes.tasks,
      routes,
      contextOf,
      once: commandsOnce(command),
    },
    subscriptions,
    jobs,
    contextOf,
    afterRestore: skipDueNotices,
  });
  return { ...hosted, api, archiveOf: (call, organizationId) => createArchive(contextOf(call), organizationId) };
}
