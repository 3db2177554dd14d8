import { SquareArrowUpRight, X } from 'lucide-react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { ChecklistItem, Task } from '../../../api/types.ts';
import { classNames } from '../../../lib/class-names.ts';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { changeItem, itemToTask, removeItem } from '../../../data/checklists/queries.ts';
import { EditableText } from '../../../ui/editable-text.tsx';

interface ChecklistRowProps {
  readonly task: Task;
  readonly item: ChecklistItem;
  readonly mayWork: boolean;
}

export function ChecklistRow({ task, item, mayWork }: ChecklistRowProps) {
  const { t } = useTexts();
  const { title, done } = item;
  return (
    <li className="group -mx-2 flex items-start gap-2.5 rounded-[6px] px-2 py-1 hover:bg-hover">
      <input
        type="checkbox"
        aria-label={title}
        checked={done}
        disabled={!mayWork}
        className="mt-[3px] size-4 shrink-0"
        onChange={() => void changeItem(task, item, { done: !done })}
      />
      <EditableText
        label={t('checklist.editItem', { title })}
        text={title}
        isReadOnly={!mayWork}
        className={classNames('min-w-0 flex-1', done && 'text-muted line-through')}
        onSave={(text) => void changeItem(task, item, { title: text })}
      />
      {mayWork && (
        <span className="-my-0.5 flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
          <IconButton label={t('checklist.toTask', { title })} onClick={() => void itemToTask(task, item)}>
            <Icon of={SquareArrowUpRight} className="rtl:-scale-x-100" />
          </IconButton>
          <IconButton label={t('checklist.removeItem', { title })} onClick={() => void removeItem(task, item)}>
            <Icon of={X} />
          </IconButton>
        </span>
      )}
    </li>
  );
}
