import { sql } from '#platform/database/drizzle.ts';
import { type ExportedRows, exportedRows } from '#platform/database/exported-rows.ts';
import { callOf } from '#platform/modules/contract.ts';
import { exportedProjectTables } from '#modules/projects';
import { exportedTeamTables } from '#modules/teams';
import type { TasksContext } from '../context.ts';
import { attachmentTable } from '../schema/attachment.ts';
import { checklistItemTable } from '../schema/checklist-item.ts';
import { commentTable, commentVersionTable, reactionTable } from '../schema/comment.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { fieldTable } from '../schema/field.ts';
import { labelTable } from '../schema/label.ts';
import { logTable } from '../schema/log.ts';
import { formerKeyTable, taskTable } from '../schema/task.ts';
import { templateTable } from '../schema/template.ts';
import { viewTable } from '../schema/view.ts';
import { statusTable, workflowTable } from '../schema/workflow.ts';

/** A file of the archive: a JSON object in each line, for each row of a table. */
export interface Section {
  readonly name: string;
  readonly read: (ctx: TasksContext, page: Parameters<ExportedRows>[1]) => ReturnType<ExportedRows>;
  /** A row as the archive has it. Default: as it was read. */
  readonly show?: (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** Where the archive has the content of an attached file. */
export const pathOfFile = (id: string) => `files/${id}`;

export const attachments: Section = {
  name: 'attachments',
  read: exportedRows(attachmentTable),
  show: ({ storageKey: _storageKey, ...row }) => ({ ...row, path: pathOfFile(String(row['id'])) }),
};

/**
 * What the archive has, in the order in which it is read. Rows are read before those that they refer to, so that what
 * is added meanwhile does not refer to something that the archive lacks.
 */
export const sections: readonly Section[] = [
  { name: 'log', read: exportedRows(logTable, { omit: ['requestId'] }) },
  { name: 'reactions', read: exportedRows(reactionTable) },
  { name: 'comment-versions', read: exportedRows(commentVersionTable) },
  { name: 'comments', read: exportedRows(commentTable) },
  { name: 'checklist-items', read: exportedRows(checklistItemTable) },
  attachments,
  { name: 'dependencies', read: exportedRows(dependencyTable) },
  { name: 'former-keys', read: exportedRows(formerKeyTable) },
  { name: 'tasks', read: exportedRows(taskTable) },
  { name: 'templates', read: exportedRows(templateTable) },
  // Other views belong to the person who made them.
  { name: 'views', read: exportedRows(viewTable, { where: sql`${viewTable.isShared}` }) },
  { name: 'labels', read: exportedRows(labelTable) },
  { name: 'fields', read: exportedRows(fieldTable) },
  { name: 'statuses', read: exportedRows(statusTable) },
  { name: 'workflows', read: exportedRows(workflowTable) },
  ...exportedProjectTables.map((table): Section => ({
    name: table,
    read: (ctx, { organizationId, after }) =>
      ctx.projects.exportRows(callOf(ctx), { organizationId, table, after: after && [...after] }),
  })),
  ...exportedTeamTables.map((table): Section => ({
    name: table,
    read: (ctx, { organizationId, after }) =>
      ctx.teams.exportRows(callOf(ctx), { organizationId, table, after: after && [...after] }),
  })),
];
