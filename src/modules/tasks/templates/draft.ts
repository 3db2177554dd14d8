import { z } from 'zod';
import { singleLine } from '#platform/http/fields.ts';
import { pick } from '#platform/records.ts';
import { Title, taskFields } from '../task/fields.ts';
import { index, maxTasks, PlannedTask, plannedFields, withInitial } from './plan.ts';

const days = z.number().int().min(-3_650).max(3_650).nullable();
const maxItems = 200;
const maxBlocked = 50;

const DraftedTask = z.strictObject({
  ...PlannedTask.shape,
  ...withInitial(pick(taskFields, plannedFields)),
  startDay: days,
  dueDay: days,
  blocks: z.array(index).max(maxBlocked),
  checklist: z.array(z.strictObject({ checklist: singleLine(100), title: Title })).max(maxItems),
});

/** The plan of a task in a request: the first entry is the task itself, each other is a subtask of an earlier entry. */
export const DraftedTasks = z
  .array(DraftedTask)
  .min(1)
  .max(maxTasks)
  .superRefine((tasks, check) => {
    for (const [position, { parent, blocks, milestone }] of tasks.entries()) {
      const isPlaced = position === 0 ? parent === null : parent !== null && parent < position;
      if (!isPlaced)
        check.addIssue({ code: 'custom', path: [position, 'parent'], message: 'must refer to an earlier task' });
      if (new Set(blocks).size < blocks.length || blocks.some((other) => other === position || other >= tasks.length)) {
        check.addIssue({
          code: 'custom',
          path: [position, 'blocks'],
          message: 'must be other tasks of the template, each at most once',
        });
      }
      if (milestone !== null) {
        check.addIssue({
          code: 'custom',
          path: [position, 'milestone'],
          message: 'must be null: task templates have no milestones',
        });
      }
    }
    if (hasCycle(tasks)) check.addIssue({ code: 'custom', message: 'The dependencies form a cycle.' });
  });

/** Whether tasks block each other in a cycle: tasks without open blockers are removed until none is left. */
function hasCycle(tasks: readonly { readonly blocks: readonly number[] }[]): boolean {
  const waits = tasks.map((_, position) => tasks.filter(({ blocks }) => blocks.includes(position)).length);
  const free = [...waits.keys()].filter((position) => waits[position] === 0);
  for (const position of free) {
    for (const other of tasks[position]?.blocks ?? []) {
      waits[other] = (waits[other] ?? 0) - 1;
      if (waits[other] === 0) free.push(other);
    }
  }
  return free.length < tasks.length;
}
export type DraftedTasks = z.output<typeof DraftedTasks>;
