import { z } from 'zod';
import { TeamId } from '#platform/ids.ts';
import { categories, TaskId } from '../contract.ts';

/** Another task, as lists of what is related to a task show it. */
export const LinkedTask = z
  .strictObject({
    id: TaskId,
    key: z.string(),
    title: z.string(),
    teamId: TeamId,
    status: z.string(),
    category: z.enum(categories),
    dueDate: z.iso.date().nullable(),
  })
  .meta({ id: 'LinkedTask' });
