import i18next from 'i18next';
import type { QuickAddResult } from '../../../../src/shared/quick-add/quick-add.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Status, Task, Team } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { rememberNewTaskTeam } from '../teams/quick-add-team.ts';
import { statusesQuery } from '../workflow/queries.ts';
import { createTask, type NewFields } from './create-task.ts';

interface FromLine {
  readonly team: Team;
  readonly result: QuickAddResult;
  /** The due time (RFC 3339), if there is one. */
  readonly dueAt: string | null;
  /** The assignee if the line names nobody. */
  readonly assigneeId: string | undefined;
  /** The words may be needed again: the task could not be created as it is. */
  readonly onRefused: () => void;
}

/** Creates the task of a line at the end of the team's first open column. Failures are shown. */
export async function createFromLine({ team, result, dueAt, assigneeId, onRefused }: FromLine): Promise<Task | null> {
  let statuses: readonly Status[];
  try {
    statuses = await queryClient.ensureQueryData(statusesQuery(team.id));
  } catch (error) {
    const text = i18next.t('task.failed.create', { title: result.title });
    showToast({ tone: 'danger', text, detail: problemText(error) });
    onRefused();
    return null;
  }
  const status = statuses.find(({ category }) => category === 'todo') ?? statuses[0];
  if (!status) {
    onRefused();
    return null;
  }
  rememberNewTaskTeam(team.id);
  return createTask({
    team,
    status,
    title: result.title,
    assigneeId: result.assigneeId ?? assigneeId,
    projectId: result.projectId,
    fields: fieldsOf(result, dueAt),
    onRefused,
  });
}

function fieldsOf({ priority, labelIds, day, rule }: QuickAddResult, dueAt: string | null): NewFields {
  return {
    ...(priority === null ? {} : { priority }),
    ...(labelIds.length === 0 ? {} : { labelIds: [...labelIds] }),
    ...(dueAt === null ? (day === null ? {} : { dueDate: day }) : { dueAt }),
    ...(rule === null ? {} : { recurrence: { rule, from: 'due' } }),
  };
}
