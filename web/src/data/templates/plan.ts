import type { Template } from '../../api/types.ts';
import { initialPlanValues } from '../tasks/initial-values.ts';

export type PlannedTask = Template['tasks'][number];

/** The editable parts of a template. */
export interface Plan {
  readonly name: string;
  readonly tasks: PlannedTask[];
}

/** Whether two versions of a template are equal, in the same order. */
export function isSamePlan(a: Plan, b: Plan): boolean {
  return a.name === b.name && JSON.stringify(a.tasks) === JSON.stringify(b.tasks);
}

/** A line of a list: with its index in the plan, or new. */
export interface Line {
  readonly id: string;
  readonly index: number | null;
  readonly text: string;
}

/** The form of a plan: the task itself, its checklist and its direct subtasks. */
export interface Draft extends Pick<
  PlannedTask,
  'title' | 'description' | 'priority' | 'estimate' | 'labelIds' | 'dueDay'
> {
  readonly steps: readonly Line[];
  readonly parts: readonly Line[];
}

export const blank: PlannedTask = {
  ...initialPlanValues,
  title: '',
  description: '',
  startDay: null,
  dueDay: null,
  milestone: null,
  parent: null,
  blocks: [],
  checklist: [],
};

export function draftOf(tasks: readonly PlannedTask[]): Draft {
  const root = tasks[0] ?? blank;
  const { title, description, priority, estimate, labelIds, dueDay } = root;
  return {
    title,
    description,
    priority,
    estimate,
    labelIds,
    dueDay,
    steps: root.checklist.map((step, index) => lineOf(step.title, index)),
    parts: tasks.flatMap((task, index) => (index > 0 && task.parent === 0 ? [lineOf(task.title, index)] : [])),
  };
}

const lineOf = (text: string, index: number): Line => ({ id: String(index), index, text });

/** Applies the form to a plan: removed subtasks are removed with theirs; everything else of a subtask stays. */
export function planFrom(before: readonly PlannedTask[], { steps, parts, ...fields }: Draft): PlannedTask[] {
  const old = before[0] ?? blank;
  const root = { ...old, ...fields, startDay: startOf(old, fields.dueDay), checklist: stepsFrom(old, steps) };
  const keptParts: KeptPart[] = [{ index: 0, task: root }, ...parts.flatMap((part) => branchFrom(before, part))];
  const now = new Map(keptParts.flatMap(({ index }, at) => (index === null ? [] : [[index, at] as const])));
  return keptParts.map(({ task }) => ({
    ...task,
    parent: task.parent === null ? null : (now.get(task.parent) ?? 0),
    blocks: task.blocks.flatMap((index) => now.get(index) ?? []),
  }));
}

interface KeptPart {
  /** Its index in the previous plan. */
  readonly index: number | null;
  readonly task: PlannedTask;
}

function branchFrom(before: readonly PlannedTask[], { index, text }: Line): KeptPart[] {
  const title = text.trim();
  if (title === '') return [];
  if (index === null) return [{ index, task: { ...blank, title, parent: 0 } }];
  return indexesBelow(before, index).map((at) => {
    const task = before[at] ?? blank;
    return { index: at, task: at === index ? { ...task, title } : task };
  });
}

/** The indexes of a task and everything below it, each after its parent. */
function indexesBelow(tasks: readonly PlannedTask[], root: number): number[] {
  const below = tasks.flatMap((task, index) => (index > 0 && task.parent === root ? indexesBelow(tasks, index) : []));
  return [root, ...below];
}

/** Keeps the duration when the due day moves. */
function startOf({ startDay, dueDay: due }: PlannedTask, dueDay: number | null): number | null {
  if (startDay === null || dueDay === null) return dueDay === null ? startDay : null;
  return due === null ? Math.min(startDay, dueDay) : startDay + dueDay - due;
}

function stepsFrom({ checklist }: PlannedTask, steps: readonly Line[]): PlannedTask['checklist'] {
  return steps.flatMap(({ index, text }) => {
    const title = text.trim();
    const list = index === null ? (checklist[0]?.checklist ?? '') : (checklist[index]?.checklist ?? '');
    return title === '' ? [] : [{ checklist: list, title }];
  });
}
