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
import {
  addDependency,
  type DependencyKind,
  dependencyKindOf,
  dependencyKinds,
  dependenciesQuery,
  removeDependency,
} from '../../../data/dependencies/queries.ts';
import { TaskLine } from './task-line.tsx';

/** The tasks that block it, that it blocks, and related ones. */
export function Dependencies({ task }: { task: Task }) {
  const { t } = useTexts();
  const { work: mayWork } = useTaskRights(task);
  const { data: all = [] } = useQuery(dependenciesQuery(task.id));
  const groups = dependencyKinds.flatMap((kind) => {
    const own = all.filter((one) => dependencyKindOf(one) === kind);
    return own.length === 0 ? [] : [{ bond: kind, own }];
  });
  if (groups.length === 0 && !mayWork) return null;
  return (
    <section aria-label={t('dependencies.title')} className="grid gap-2">
      {groups.map(({ bond: kind, own }) => (
        <div key={kind} className="grid gap-1">
          <h3 className="flex items-center gap-2 font-medium">
            {t(`dependencies.${kind}`)}
            {kind === 'blocked-by' && task.blocked && isOpen(task) && (
              <Icon of={CircleSlash2} className="text-danger" />
            )}
          </h3>
          <ul className="grid grid-cols-1">
            {own.map((one, index) => (
              <DependencyLine key={one.task?.id ?? index} dependency={one} taskId={task.id} mayWork={mayWork} />
            ))}
          </ul>
        </div>
      ))}
      {mayWork && <NewDependency task={task} linkedIds={all.flatMap((one) => one.task?.id ?? [])} />}
    </section>
  );
}

function DependencyLine({ dependency, taskId, mayWork }: { dependency: Dependency; taskId: string; mayWork: boolean }) {
  const { t } = useTexts();
  const other = useTask(dependency.task?.id ?? '') ?? dependency.task;
  if (other === null) return <li className="py-1 text-muted">{t('task.hiddenTask')}</li>;
  return (
    <TaskLine task={other}>
      {mayWork && (
        <IconButton
          label={t('dependencies.remove', { key: other.key })}
          className="relative z-1 -my-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          onClick={() => void removeDependency(taskId, other.id)}
        >
          <Icon of={X} />
        </IconButton>
      )}
    </TaskLine>
  );
}

function NewDependency({ task, linkedIds }: { task: Task; linkedIds: readonly string[] }) {
  const { t } = useTexts();
  const [kind, setKind] = useState<DependencyKind>('blocked-by');
  return (
    <div className="-mx-2 flex flex-wrap items-center">
      <span className="text-muted has-[select:hover]:text-ink">
        <SmallSelect
          isQuiet
          label={t('dependencies.kind')}
          value={kind}
          options={dependencyKinds.map((one) => [one, t(`dependencies.${one}`)])}
          onChange={(value) => setKind(dependencyKinds.find((one) => one === value) ?? 'relates')}
        />
      </span>
      <TaskChoice
        label={t('dependencies.other')}
        organizationId={task.organizationId}
        without={[task.id, ...linkedIds]}
        onPick={({ id }) => void addDependency(task.id, kind, id)}
        className="property text-muted"
      >
        {t('dependencies.choose')}
      </TaskChoice>
    </div>
  );
}
