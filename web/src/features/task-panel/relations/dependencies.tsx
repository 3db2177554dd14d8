import { useQuery } from '@tanstack/react-query';
import { CircleSlash2, X } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Dependency, Task } from '../../../api/types.ts';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { SmallSelect } from '../../../ui/small-select.tsx';
import { isOpen } from '../../../data/tasks/close-task.ts';
import { TaskChoice } from '../../tasks/task-choice.tsx';
import { useTask } from '../../../data/tasks/tasks.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { bind, type Bond, bondOf, bonds, dependenciesQuery, unbind } from '../../../data/dependencies/queries.ts';
import { TaskLine } from './task-line.tsx';

/** The tasks that block it, that it blocks, and related ones. */
export function Dependencies({ task }: { task: Task }) {
  const { t } = useTexts();
  const { work: mayWork } = useTaskRights(task);
  const { data: all = [] } = useQuery(dependenciesQuery(task.id));
  const groups = bonds.flatMap((bond) => {
    const own = all.filter((one) => bondOf(one) === bond);
    return own.length === 0 ? [] : [{ bond, own }];
  });
  if (groups.length === 0 && !mayWork) return null;
  return (
    <section aria-label={t('dependencies.title')} className="grid gap-2">
      {groups.map(({ bond, own }) => (
        <div key={bond} className="grid gap-1">
          <h3 className="flex items-center gap-2 font-medium">
            {t(`dependencies.${bond}`)}
            {bond === 'blocked-by' && task.blocked && isOpen(task) && (
              <Icon of={CircleSlash2} className="text-danger" />
            )}
          </h3>
          <ul className="grid grid-cols-1">
            {own.map((one, index) => (
              <BondLine key={one.task?.id ?? index} dependency={one} taskId={task.id} mayWork={mayWork} />
            ))}
          </ul>
        </div>
      ))}
      {mayWork && <NewBond task={task} linkedIds={all.flatMap((one) => one.task?.id ?? [])} />}
    </section>
  );
}

function BondLine({ dependency, taskId, mayWork }: { dependency: Dependency; taskId: string; mayWork: boolean }) {
  const { t } = useTexts();
  const other = useTask(dependency.task?.id ?? '') ?? dependency.task;
  if (other === null) return <li className="py-1 text-muted">{t('task.hiddenTask')}</li>;
  return (
    <TaskLine task={other}>
      {mayWork && (
        <IconButton
          label={t('dependencies.remove', { key: other.key })}
          className="relative z-1 -my-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          onClick={() => void unbind(taskId, other.id)}
        >
          <Icon of={X} />
        </IconButton>
      )}
    </TaskLine>
  );
}

function NewBond({ task, linkedIds }: { task: Task; linkedIds: readonly string[] }) {
  const { t } = useTexts();
  const [bond, setBond] = useState<Bond>('blocked-by');
  return (
    <div className="-mx-2 flex flex-wrap items-center">
      <span className="text-muted has-[select:hover]:text-ink">
        <SmallSelect
          isQuiet
          label={t('dependencies.kind')}
          value={bond}
          options={bonds.map((one) => [one, t(`dependencies.${one}`)])}
          onChange={(value) => setBond(bonds.find((one) => one === value) ?? 'relates')}
        />
      </span>
      <TaskChoice
        label={t('dependencies.other')}
        organizationId={task.organizationId}
        without={[task.id, ...linkedIds]}
        onPick={({ id }) => void bind(task.id, bond, id)}
        className="property text-muted"
      >
        {t('dependencies.choose')}
      </TaskChoice>
    </div>
  );
}
