import { z } from 'zod';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { AskedPermissions, TaskPermissions } from '#modules/teams';
import { idOf, OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';

export const TaskId = idOf<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;
export const StatusId = idOf<'StatusId'>();
export type StatusId = z.infer<typeof StatusId>;
export const LabelId = idOf<'LabelId'>();
export type LabelId = z.infer<typeof LabelId>;
export const CommentId = idOf<'CommentId'>();
export type CommentId = z.infer<typeof CommentId>;
export const ChecklistItemId = idOf<'ChecklistItemId'>();
export type ChecklistItemId = z.infer<typeof ChecklistItemId>;
export const LogEntryId = idOf<'LogEntryId'>();
export type LogEntryId = z.infer<typeof LogEntryId>;
export const ImportId = idOf<'ImportId'>();
export type ImportId = z.infer<typeof ImportId>;
export const ExportId = idOf<'ExportId'>();
export type ExportId = z.infer<typeof ExportId>;
export const AttachmentId = idOf<'AttachmentId'>();
export type AttachmentId = z.infer<typeof AttachmentId>;
export const FieldId = idOf<'FieldId'>();
export type FieldId = z.infer<typeof FieldId>;
export const ViewId = idOf<'ViewId'>();
export type ViewId = z.infer<typeof ViewId>;
export const TemplateId = idOf<'TemplateId'>();
export type TemplateId = z.infer<typeof TemplateId>;
export const ReminderId = idOf<'ReminderId'>();
export type ReminderId = z.infer<typeof ReminderId>;

export const categories = ['todo', 'in_progress', 'done', 'cancelled'] as const;
export type Category = (typeof categories)[number];
export const priorities = ['none', 'low', 'medium', 'high', 'urgent'] as const;
export const logTypes = [
  'created',
  'changed',
  'moved',
  'completed',
  'reopened',
  'archived',
  'unarchived',
  'deleted',
  'restored',
  'purged',
  'commented',
  'imported',
] as const;
export type LogType = (typeof logTypes)[number];
export const dependencyTypes = ['blocks', 'relates', 'duplicates'] as const;
export type DependencyType = (typeof dependencyTypes)[number];
export const fieldTypes = ['text', 'number', 'date', 'choice', 'person', 'link'] as const;
export type FieldType = (typeof fieldTypes)[number];
export const templateKinds = ['task', 'project'] as const;
export type TemplateKind = (typeof templateKinds)[number];
export const reminderRepeats = ['daily', 'weekly'] as const;
export const importFormats = ['trello'] as const;
export type ImportFormat = (typeof importFormats)[number];
export const importKinds = ['board', 'status', 'label', 'field', 'task', 'item', 'comment'] as const;
export type ImportKind = (typeof importKinds)[number];
export const importStatuses = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

export const exportStatuses = ['queued', 'running', 'done', 'failed'] as const;

const maxLeads = 5;
const maxLeadMinutes = 43_200;

/** How long before a due date a person is notified of it, each once; empty for never. */
export const LeadMinutes = z
  .array(z.number().int().min(1).max(maxLeadMinutes, 'at most 30 days'))
  .max(maxLeads, `at most ${maxLeads} lead times`)
  .transform((minutes) => [...new Set(minutes)].toSorted((a, b) => b - a))
  .meta({
    description:
      'Minutes before the due date, longest first. Without a time of day: at 09:00 of the last day that leaves this much time.',
  });
export type LeadMinutes = z.output<typeof LeadMinutes>;
export const defaultLeadMinutes: LeadMinutes = [1_440, 60];

/** What subscribers need of every task event, so that they do not have to query the task. */
const TaskPayload = z.strictObject({
  taskId: TaskId,
  teamId: TeamId,
  projectId: ProjectId.nullable(),
  key: z.string(),
  title: z.string(),
  createdBy: UserId.nullable(),
  assigneeId: UserId.nullable(),
  collaboratorIds: z.array(UserId),
  watcherIds: z.array(UserId),
});

/** A file that arrived with a mail: its content in base64. */
const ReceivedFile = z.strictObject({ filename: z.string(), content: z.base64() });
export type ReceivedFile = z.infer<typeof ReceivedFile>;

/** A reminder in the export of a person's data. */
const PersonalReminder = z.strictObject({
  taskId: TaskId,
  at: z.string().nullable(),
  before: z.number().int().nullable(),
  repeat: z.enum(reminderRepeats).nullable(),
  createdAt: z.string(),
});
export type PersonalReminder = z.infer<typeof PersonalReminder>;

/** A day, or a time; the other is null. Days end in the reader's time zone. */
const DuePayload = TaskPayload.extend({ dueDate: z.string().nullable(), dueAt: z.string().nullable() });

export const tasksContract = defineContract({
  name: 'tasks',
  methods: {
    /** How many tasks in progress are assigned to a person. Their account cannot be deleted until there are none. */
    activeTasksOf: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({ count: z.number().int() }),
    },
    /** How many open tasks in an organization are assigned to a person. They are handed over when the person leaves. */
    openTasksOf: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId, userId: UserId }),
      output: z.strictObject({ count: z.number().int() }),
    },
    /** What the caller may do with tasks, decided by the policies. */
    permissions: { repeatable: 'always', input: AskedPermissions, output: TaskPermissions },
    /**
     * Reassigns the open tasks of a person who leaves to another person if that person can see them, otherwise to
     * nobody. In one organization, or in all with null.
     */
    handOver: {
      repeatable: 'always',
      input: z.strictObject({
        organizationId: OrganizationId.nullable(),
        userId: UserId,
        successorId: UserId.nullable(),
      }),
      output: z.strictObject({ handedOver: z.number().int() }),
    },
    /** Purges tasks that have been in the trash for 30 days, or only counts them. */
    purgeDue: {
      input: z.strictObject({ dryRun: z.boolean() }),
      output: z.strictObject({ tasks: z.number().int() }),
    },
    /** The tasks, comments and reminders stored for a person. */
    personalData: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({
        tasks: z.array(z.strictObject({ id: TaskId, key: z.string(), title: z.string(), createdAt: z.string() })),
        comments: z.array(z.strictObject({ id: CommentId, taskId: TaskId, body: z.string(), createdAt: z.string() })),
        reminders: z.array(PersonalReminder),
        reminderLeadMinutes: z.array(z.number().int()),
      }),
    },
    /** Where a task is that the caller may read. 404 or 403 if they may not. */
    readableTask: {
      repeatable: 'always',
      input: z.strictObject({ taskId: TaskId }),
      output: z.strictObject({ organizationId: OrganizationId, teamId: TeamId, projectId: ProjectId.nullable() }),
    },
    /** Those of these tasks that the caller may read. */
    readableTasks: {
      repeatable: 'always',
      input: z.strictObject({ taskIds: z.array(TaskId).max(200) }),
      output: z.array(z.strictObject({ id: TaskId, key: z.string(), title: z.string() })),
    },
    /** Where tasks are now, and whether they are open; without deleted ones. For jobs: it checks no permission. */
    taskStates: {
      repeatable: 'always',
      input: z.strictObject({ taskIds: z.array(TaskId).max(1_000) }),
      output: z.array(
        z.strictObject({
          taskId: TaskId,
          organizationId: OrganizationId,
          teamId: TeamId,
          projectId: ProjectId.nullable(),
          isOpen: z.boolean(),
        }),
      ),
    },
    /** When a person is notified of due dates. The preferences of notifications show and set it. */
    reminderPreferences: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({ leadMinutes: z.array(z.number().int()) }),
    },
    setReminderPreferences: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId, leadMinutes: LeadMinutes }),
      output: z.strictObject({ leadMinutes: z.array(z.number().int()) }),
    },
    /**
     * Sends people a reminder of a task now: without ids its assignee and collaborators. Returns who gets it: people
     * who can read the task.
     */
    sendTaskReminder: {
      input: z.strictObject({ taskId: TaskId, userIds: z.array(UserId).max(100).nullable() }),
      output: z.strictObject({ userIds: z.array(UserId) }),
    },
    /**
     * Adds a comment of the caller with files, as from a mail. Idempotent with a `commandId`.
     * @throws DomainError 404, 403, 409 `too-many-at-once` if a person adds many within minutes: a loop of mails.
     */
    addComment: {
      repeatable: 'with-command',
      input: z.strictObject({ taskId: TaskId, body: z.string(), files: z.array(ReceivedFile) }),
      output: z.strictObject({ taskId: TaskId }),
    },
    /**
     * Creates a task of the caller with files, in the same way. With an organization and no person as the caller, as
     * from somebody outside: the task has no creator.
     */
    addTask: {
      repeatable: 'with-command',
      input: z.strictObject({
        organizationId: OrganizationId.nullable(),
        teamId: TeamId,
        title: z.string(),
        description: z.string(),
        files: z.array(ReceivedFile),
      }),
      output: z.strictObject({ taskId: TaskId }),
    },
    /** Completes a task of the caller, as from a mail. @throws DomainError 404, 403, 409 `transition-not-allowed`. */
    completeTask: {
      input: z.strictObject({ taskId: TaskId }),
      output: z.strictObject({ wasDone: z.boolean() }),
    },
    /** Reminds the caller of a task at a time. @throws DomainError 404, 403, 409 `task-closed`, 422. */
    remindLater: {
      input: z.strictObject({ taskId: TaskId, at: z.string() }),
      output: z.strictObject({ at: z.string() }),
    },
    /** Sends the notices and reminders that are due now, as the scheduled job does; returns how many. */
    sendReminders: {
      input: z.strictObject({}),
      output: z.strictObject({
        dueSoon: z.number().int(),
        overdue: z.number().int(),
        reminders: z.number().int(),
        failed: z.number().int().describe('How many could not be sent. They are tried again later.'),
      }),
    },
  },
  events: {
    'task.created': TaskPayload,
    /** Also names the team or project that the task left. */
    'task.updated': TaskPayload.extend({
      fields: z.array(z.string()),
      previousTeamId: TeamId.optional(),
      previousProjectId: ProjectId.optional(),
    }),
    'task.assigned': TaskPayload.extend({ assigneeId: UserId }),
    'task.collaborator-added': TaskPayload.extend({ userId: UserId }),
    'task.unassigned': TaskPayload.extend({ previousAssigneeId: UserId }),
    'task.completed': TaskPayload.extend({ completedBy: UserId.nullable() }),
    'task.reopened': TaskPayload,
    'task.moved': TaskPayload.extend({
      statusId: StatusId,
      previousStatusId: StatusId,
      /** The new status, and the category of the previous one. */
      status: z
        .strictObject({ name: z.string(), category: z.enum(categories), previousCategory: z.enum(categories) })
        .optional(),
    }),
    'task.deleted': TaskPayload,
    'task.restored': TaskPayload,
    /** Told by a job, once for each person and lead time. */
    'task.due-soon': DuePayload.extend({ userIds: z.array(UserId), leadMinutes: z.number().int() }),
    /** Told by a job, once for each person. */
    'task.overdue': DuePayload.extend({ userIds: z.array(UserId) }),
    /**
     * The time of a person's own reminder has come; or somebody has one sent to them, without a reminder of their own.
     * They are notified even if they caused it.
     */
    'task.reminder-due': DuePayload.extend({ userId: UserId, reminderId: ReminderId.nullable() }),
    /** A person has set or removed their own reminder. */
    'task.reminder-changed': z.strictObject({ taskId: TaskId, teamId: TeamId }),
    /** Counts shown on its card have changed (subtasks, blockers), not the task itself. */
    'task.counts-changed': TaskPayload,
    'comment.created': TaskPayload.extend({
      commentId: CommentId,
      authorId: UserId.nullable(),
      excerpt: z.string(),
      /** The people it mentions; they are notified of the mention instead. */
      mentionedIds: z.array(UserId),
      /** The comment that starts its thread, if it is a reply, and whom it answers. */
      replyToId: CommentId.nullable().optional(),
      answeredId: UserId.nullable().optional(),
    }),
    'comment.changed': z.strictObject({ taskId: TaskId, teamId: TeamId, commentId: CommentId }),
    'comment.deleted': z.strictObject({ taskId: TaskId, teamId: TeamId, commentId: CommentId }),
    'user.mentioned': TaskPayload.extend({
      userIds: z.array(UserId),
      commentId: CommentId.nullable(),
      /** Plain text. */
      excerpt: z.string(),
      /** People to whom the same change assigns the task; they are notified of that instead. */
      givenTo: z.array(UserId).optional(),
    }),
    'dependency.changed': z.strictObject({ taskId: TaskId, teamId: TeamId, otherId: TaskId }),
    /** Another text names the task, or one no longer does. */
    'backlink.changed': z.strictObject({ taskId: TaskId, teamId: TeamId }),
    'attachment.changed': z.strictObject({ taskId: TaskId, teamId: TeamId }),
    /** Many tasks of a team changed at once: clients that show the board reload it. */
    'tasks.changed': z.strictObject({ teamId: TeamId, count: z.number().int() }),
    /** For modules that store data about tasks: these are deleted permanently. */
    'tasks.purged': z.strictObject({ taskIds: z.array(TaskId) }),
    /** Internal: stored files that nothing references any more. */
    'files.released': z.strictObject({ storageKeys: z.array(z.string()) }),
    'checklist.changed': z.strictObject({ taskId: TaskId, teamId: TeamId }),
    'workflow.changed': z.strictObject({ teamId: TeamId }),
    'field.changed': z.strictObject({ teamId: TeamId, fieldId: FieldId }),
    'view.changed': z.strictObject({ viewId: ViewId }),
    'template.changed': z.strictObject({ templateId: TemplateId }),
    'label.changed': z.strictObject({ labelId: LabelId }),
    /** Internal: starts the job that reads the file. */
    'import.requested': z.strictObject({ importId: ImportId }),
    'import.progressed': z.strictObject({ importId: ImportId }),
    /** One for each chunk of tasks: clients that show the board reload it. */
    'import.chunk': z.strictObject({ importId: ImportId, teamId: TeamId, count: z.number().int() }),
    'import.finished': z.strictObject({
      importId: ImportId,
      teamId: TeamId.nullable(),
      status: z.enum(importStatuses),
      /** Nothing was written; `tasks` is how many would be created. */
      dryRun: z.boolean(),
      filename: z.string(),
      tasks: z.number().int(),
      /** Why a failed import failed. */
      problem: z.strictObject({ code: z.string(), reason: z.string() }).nullable(),
    }),
    /** Internal: starts the job that writes the archive. */
    'export.requested': z.strictObject({ exportId: ExportId }),
    'export.finished': z.strictObject({ exportId: ExportId, status: z.enum(['done', 'failed']) }),
  },
});

export type TasksApi = ApiOf<typeof tasksContract>;
