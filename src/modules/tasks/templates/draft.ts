import { z } from 'zod';
import { singleLine } from '#platform/http/fields.ts';
import { Title, taskFields } from '../task/fields.ts';
import { index, mostTasks, PlannedTask } from './plan.ts';

const days = z.number().int().min(-3_650).max(3_650).nullable();
const mostItems = 200;
const mostBlocked = 50;

const DraftedTask = z.strictObject({
  ...PlannedTask.shape,
  title: Title,
  description: taskFields.description,
  estimate: taskFields.estimate,
  labelIds: taskFields.labelIds,
  startDay: days,
  dueDay: days,
  blocks: z.array(index).max(mostBlocked),
  checklist: z.array(z.strictObject({ checklist: singleLine(100), title: Title })).max(mostItems),
});

/** The plan of a task as somebody writes it: the first is the task itself, each other is a part of one before it. */
export const DraftedTasks = z
  .array(DraftedTask)
  .min(1)
  .max(mostTasks)
  .superRefine((tasks, check) => {
    for (const [place, { parent, blocks, milestone }] of tasks.entries()) {
      const isPlaced = place === 0 ? parent === null : parent !== null && parent < place;
      if (!isPlaced)
        check.addIssue({ code: 'custom', path: [place, 'parent'], message: 'must refer to an earlier task' });
      if (new Set(blocks).size < blocks.length || blocks.some((other) => other === place || other >= tasks.length)) {
        check.addIssue({
          code: 'custom',
          path: [place, 'blocks'],
          message: 'must be other tasks of the template, each at most once',
        });
      }
      if (milestone !== null) {
        check.addIssue({
          code: 'custom',
          path: [place, 'milestone'],
          message: 'must be null: task templates have no milestones',
        });
      }
    }
    if (hasCircle(tasks)) check.addIssue({ code: 'custom', message: 'The dependencies form a cycle.' });
  });

/** Whether some tasks wait for each other: those that wait for nothing are taken away until none is left. */
function hasCircle(tasks: readonly { readonly blocks: readonly number[] }[]): boolean {
  const waits = tasks.map((_, place) => tasks.filter(({ blocks }) => blocks.includes(place)).length);
  const free = [...waits.keys()].filter((place) => waits[place] === 0);
  for (const place of free) {
    for (const other of tasks[place]?.blocks ?? []) {
      waits[other] = (waits[other] ?? 0) - 1;
      if (waits[other] === 0) free.push(other);
    }
  }
  return free.length < tasks.length;
}
export type DraftedTasks = z.output<typeof DraftedTasks>;
