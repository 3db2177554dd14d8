import { z } from 'zod';
import { AppPath } from '#platform/http/fields.ts';
import { UserId } from '#platform/ids.ts';
import { categories } from '../contract.ts';
import { cardFields, detailFields, each } from './fields.ts';

const Assignee = z
  .strictObject({ id: UserId, name: z.string(), username: z.string(), avatarUrl: AppPath.nullable() })
  .meta({ id: 'Assignee' });

const cardShape = {
  ...each(cardFields, 'reply'),
  status: z.string(),
  category: z.enum(categories),
  assignee: Assignee.nullable(),
  blocked: z.boolean().describe('Whether an open task blocks it.'),
};
const detailShape = each(detailFields, 'reply');

/** Parts of a task that lists return if `include` names them. */
const cardExtras = {
  description: detailShape.description.optional(),
  recurrence: detailShape.recurrence.optional(),
  customFields: detailShape.customFields.optional(),
};

/** A task in lists. */
export const TaskCard = z.strictObject({ ...cardShape, ...cardExtras }).meta({ id: 'TaskCard' });
export type TaskCard = z.infer<typeof TaskCard>;

/** A task with all fields. */
export const Task = z.strictObject({ ...cardShape, ...detailShape }).meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;
