import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Milestone } from '../../api/types.ts';
import { dayOf } from '../../i18n/dates.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';
import { EditableText } from '../../ui/editable-text.tsx';
import { DateButton } from '../../ui/date-button.tsx';
import { changeMilestone, deleteMilestone } from '../../data/projects/milestone-changes.ts';

interface MilestoneRowProps {
  readonly milestone: Milestone;
  readonly isReadOnly: boolean;
}

export function MilestoneRow({ milestone, isReadOnly }: MilestoneRowProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { name, date, done } = milestone;
  const onError = (error: unknown) =>
    showToast({ tone: 'danger', text: t('milestones.failed', { name }), detail: problemText(error) });
  const change = useOptimisticChange((values: Partial<Pick<Milestone, 'name' | 'date' | 'done'>>) =>
    changeMilestone(milestone, values).catch(onError),
  );
  const remove = useMutation({ mutationFn: () => deleteMilestone(milestone), onError });
  const isDone = change.wanted.done ?? done;
  const day = change.wanted.date === undefined ? date : change.wanted.date;
  const isLate = !isDone && day !== null && day < dayOf(now, dateFormat.timeZone);
  return (
    <li className="group flex min-h-(--row) items-center gap-2.5 rounded-[6px] px-2 hover:bg-hover">
      <input
        type="checkbox"
        className="size-4 shrink-0"
        aria-label={t('milestones.doneOf', { name })}
        checked={isDone}
        disabled={isReadOnly}
        onChange={({ target }) => change.to({ done: target.checked })}
      />
      <EditableText
        label={t('milestones.renameOf', { name })}
        text={change.wanted.name ?? name}
        isReadOnly={isReadOnly}
        className={classNames('min-w-0 flex-1 truncate rounded-small', isDone && 'text-muted line-through')}
        onSave={(next) => change.to({ name: next })}
      />
      {(day !== null || !isReadOnly) && (
        <DateButton
          label={t('milestones.dateOf', { name })}
          day={day}
          isReadOnly={isReadOnly}
          isQuiet
          className={classNames('text-meta whitespace-nowrap', isLate ? 'text-danger' : 'text-muted')}
          onChoose={(next) => change.to({ date: next })}
        />
      )}
      {!isReadOnly && (
        <IconButton
          label={t('milestones.removeOf', { name })}
          disabled={remove.isPending}
          className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          onClick={() => remove.mutate()}
        >
          <Icon of={X} />
        </IconButton>
      )}
    </li>
  );
}
