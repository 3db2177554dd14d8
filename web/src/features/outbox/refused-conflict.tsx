import { useQuery } from '@tanstack/react-query';
import type { Refusal } from '../../data/outbox/entry.ts';
import { dropRefusal, sendAgain } from '../../data/outbox/refusals.ts';
import type { FieldName } from '../../data/tasks/change-task.ts';
import { taskEffect } from '../../data/tasks/effects.ts';
import { taskQuery } from '../../data/tasks/queries.ts';
import { ConflictDialog } from '../task-panel/edits/conflict-dialog.tsx';
import type { Decision } from '../task-panel/edits/use-edits.ts';

interface RefusedConflictProps {
  readonly refusal: Refusal;
  readonly onEnd: () => void;
}

/** A change that waited while somebody else changed the same field: the person decides whose is kept. */
export function RefusedConflict({ refusal, onEnd }: RefusedConflictProps) {
  const { command, before, theirs = {} } = refusal;
  const taskId = command.params['id'] ?? '';
  const { data: latest } = useQuery(taskQuery(taskId));
  const [field] = Object.keys(theirs) as FieldName[];
  if (!latest || field === undefined) return null;
  const mine = command.body as Readonly<Record<string, unknown>>;

  async function decide(decision: Decision): Promise<void> {
    onEnd();
    if (decision === 'theirs') await dropRefusal(refusal);
    if (decision === 'mine') await sendAgain(refusal);
    if (typeof decision !== 'object' || decision === null || field === undefined) return;
    const body = { ...mine, [field]: decision.merged };
    await sendAgain(refusal, { body, effects: [...refusal.effects, taskEffect(taskId, { [field]: decision.merged })] });
  }
  return (
    <ConflictDialog
      conflict={{ field, before: before?.[field], mine: mine[field], theirs: theirs[field], latest }}
      onChoose={(decision) => void decide(decision)}
    />
  );
}
