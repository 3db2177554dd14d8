import { useQuery } from '@tanstack/react-query';
import { Lock, Plus, X } from 'lucide-react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Dependency, Task, TaskCard } from '../../../api/types.ts';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { isOpen } from '../../../data/tasks/is-open.ts';
import { TaskChoice } from '../../tasks/task-choice.tsx';
import { useTask } from '../../../data/tasks/tasks.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import {
  addDependency,
  dependencyKindOf,
  dependencyKinds,
  dependenciesQuery,
  removeDependency,
} from '../../../data/dependencies/queries.ts';
import { TaskLine } from './task-line.tsx';

const offeredKinds = ['blocked-by', 'blocks', 'relates', 'duplicates'] as const;

/** Its relations to other tasks: those that block it, those that it blocks, and others. */
export function Relations({ task }: { task: Task }) {
  const { t } = useTexts();
  const { work: mayWork } = useTaskRights(task);
  const { data: all = [] } = useQuery(dependenciesQuery(task.id));
  const groups = dependencyKinds.flatMap((kind) => {
    const own = all.filter((one) => dependencyKindOf(one) === kind);
    return own.length === 0 ? [] : [{ kind, own }];
  });
  if (groups.length === 0 && !mayWork) return null;
  const linkedIds = all.flatMap((one) => one.task?.id ?? []);
  return (
    <section aria-label={t('dependencies.title')} className="grid gap-2">
      <h3 className="font-medium">{t('dependencies.title')}</h3>
      {groups.map(({ kind, own }) => (
        <div key={kind} className="grid gap-1">
          <h4 className="flex items-center gap-2 text-meta text-muted">
            {t(`dependencies.${kind}`)}
            {kind === 'blocked-by' && task.blocked && isOpen(task) && <Icon of={Lock} className="text-danger" />}
          </h4>
          <ul className="grid grid-cols-1">
            {own.map((one, index) => (
              <DependencyLine key={one.task?.id ?? index} dependency={one} of={task} mayWork={mayWork} />
            ))}
          </ul>
        </div>
      ))}
      {mayWork && (
        <div className="-mx-2 flex flex-wrap">
          {offeredKinds.map((kind) => (
            <TaskChoice
              key={kind}
              label={t(`dependencies.add.${kind}`)}
              organizationId={task.organizationId}
              without={[task.id, ...linkedIds]}
              onPick={(other) => void addDependency(task, kind, linkedTask(other))}
              className="tap inline-flex h-8 pointer-coarse:h-11 items-center gap-1.5 rounded-[6px] px-2 text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover"
            >
              <Icon of={Plus} />
              {t(`dependencies.${kind}`)}
            </TaskChoice>
          ))}
        </div>
      )}
    </section>
  );
}

const linkedTask = ({ id, key, title, teamId, status, category, dueDate }: TaskCard) => ({
  id,
  key,
  title,
  teamId,
  status,
  category,
  dueDate,
});

function DependencyLine({ dependency, of, mayWork }: { dependency: Dependency; of: Task; mayWork: boolean }) {
  const { t } = useTexts();
  const other = useTask(dependency.task?.id ?? '') ?? dependency.task;
  if (other === null) return <li className="py-1 text-muted">{t('task.hiddenTask')}</li>;
  return (
    <TaskLine task={other}>
      {mayWork && (
        <IconButton
          label={t('dependencies.remove', { key: other.key })}
          className="relative z-1 -my-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          onClick={() => void removeDependency(of, other)}
        >
          <Icon of={X} />
        </IconButton>
      )}
    </TaskLine>
  );
}
