import type { TFunction } from 'i18next';
import type { Label, Priority, Status } from '../../api/types.ts';
import { priorities } from '../../data/tasks/priorities.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import type { Choice } from '../../ui/popup/choice-list.tsx';
import { PriorityBars } from './priority-bars.tsx';
import { StatusRing } from './status-ring.tsx';

// The values of a task's properties, as choices of a list.

export function statusChoice({ id, name, category }: Pick<Status, 'id' | 'name' | 'category'>): Choice {
  return { id, label: statusName(name), icon: <StatusRing category={category} /> };
}

export function labelChoice({ id, name, colour }: Label): Choice {
  return {
    id,
    label: name,
    icon: <span aria-hidden className="mx-1 size-2 rounded-full" style={{ backgroundColor: colour }} />,
  };
}

export function priorityChoices(t: TFunction<['web', 'shared']>): readonly (Choice & { readonly id: Priority })[] {
  return priorities.map((id) => ({
    id,
    label: t(`shared:priorities.${id}`),
    icon: <PriorityBars priority={id} />,
  }));
}
