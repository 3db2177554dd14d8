import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useDeferredValue, useState } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { TaskCard } from '../../api/types.ts';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { StatusRing } from './status-ring.tsx';
import { taskSearchQuery } from '../../data/tasks/queries.ts';

interface TaskChoiceProps extends ComponentProps<'button'> {
  readonly label: string;
  readonly organizationId: string;
  /** Tasks that are not offered: the task itself, and those already selected. */
  readonly without: readonly string[];
  readonly onPick: (task: TaskCard) => void;
  /** A further choice besides tasks, such as none. */
  readonly none?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Selects a task of the organization by title or key. */
export function TaskChoice({ label, organizationId, without, onPick, none, children, ...rest }: TaskChoiceProps) {
  const { t } = useTexts();
  const [inputText, setInputText] = useState('');
  const [isNear, setNear] = useState(false);
  const query = taskSearchQuery(organizationId, useDeferredValue(inputText));
  const { data: matches = [], isFetching } = useQuery({
    ...query,
    enabled: enabledUnlessLeaving(isNear),
    placeholderData: (before) => before,
  });
  const offeredTasks = matches.filter(({ id }) => !without.includes(id));
  const choices = offeredTasks.map(({ id, key, title, category }) => ({
    id,
    label: title,
    shortcut: key,
    icon: <StatusRing category={category} />,
  }));
  const choose = ([id]: readonly string[]) => {
    if (id === 'none') none?.run();
    const task = offeredTasks.find((one) => one.id === id);
    if (task) onPick(task);
  };
  return (
    <span className="contents" onPointerEnter={() => setNear(true)} onFocus={() => setNear(true)}>
      <ChoiceButton
        label={label}
        aria-busy={isFetching}
        choices={none && inputText === '' ? [{ id: 'none', label: none.label }, ...choices] : choices}
        selected={[]}
        mode="single"
        onChoose={choose}
        onType={setInputText}
        title={t('task.pick')}
        {...rest}
      >
        {children}
      </ChoiceButton>
    </span>
  );
}
