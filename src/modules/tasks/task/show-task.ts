import type { UserId } from '#platform/ids.ts';
import { compilePick, namesOf } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import type { Recurrence } from '../schema/task.ts';
import type { CardRow, TaskRow } from './columns.ts';
import { cardFields, detailFields } from './fields.ts';
import type { Task, TaskCard } from './task.ts';
import { type TaskRelations, taskRelations } from './task-relations.ts';

const cardValues = compilePick(namesOf(cardFields));
const taskValues = compilePick(namesOf({ ...cardFields, ...detailFields }));

export function toCard(row: CardRow, relations: TaskRelations): TaskCard {
  return withDerivedFields(cardValues(row), row, relations);
}

function toTask(row: TaskRow, relations: TaskRelations): Task {
  return withDerivedFields({ ...taskValues(row), recurrence: shownRecurrence(row.recurrence) }, row, relations);
}

/** Adds what replies do not have as the columns do. */
function withDerivedFields<Values>(values: Values, row: CardRow, { people, deletedProjects }: TaskRelations) {
  const isInProject = row.projectId !== null && !deletedProjects.has(row.projectId);
  return {
    ...values,
    projectId: isInProject ? row.projectId : null,
    milestoneId: isInProject ? row.milestoneId : null,
    status: row.status,
    category: row.category,
    assignee: shownPerson(people, row.assigneeId),
    blocked: row.blockerCount > 0,
  };
}

export function shownRecurrence(recurrence: Recurrence | null): Task['recurrence'] {
  return recurrence && { rule: recurrence.rule, from: recurrence.from };
}

/** A task as the API returns it, with the assignee's name. */
export async function showTask(ctx: TasksContext, row: TaskRow): Promise<Task> {
  return toTask(row, await taskRelations(ctx, [row]));
}

/** What tasks and comments show of a person; null without an id, or if the account is gone. */
export function shownPerson(people: TaskRelations['people'], id: UserId | null): Task['assignee'] {
  const contact = id === null ? undefined : people.get(id);
  if (!contact) return null;
  return { id: contact.id, name: contact.name, username: contact.username, avatarUrl: contact.avatarUrl };
}
