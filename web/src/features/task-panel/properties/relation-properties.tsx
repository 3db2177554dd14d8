import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CornerDownRight } from 'lucide-react';
import type { Task } from '../../../api/types.ts';
import { enabledUnlessLeaving } from '../../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ChoiceButton } from '../../../ui/popup/choice-button.tsx';
import { milestonesQuery } from '../../../data/projects/queries.ts';
import { taskQuery } from '../../../data/tasks/queries.ts';
import { TaskChoice } from '../../tasks/task-choice.tsx';
import { useTask } from '../../../data/tasks/tasks.ts';
import type { Save } from '../edits/use-edits.ts';
import { Unset } from './unset.tsx';

interface PropertyProps {
  readonly task: Task;
  readonly save: Save;
  readonly isReadOnly: boolean;
}

const none = 'none';

export function MilestoneProperty({ task, save, isReadOnly, projectId }: PropertyProps & { projectId: string }) {
  const { t } = useTexts();
  const { data: milestones = [] } = useQuery(milestonesQuery(projectId));
  const milestone = milestones.find(({ id }) => id === task.milestoneId);
  return (
    <ChoiceButton
      label={t('task.milestone')}
      choices={[{ id: none, label: t('task.noMilestone') }, ...milestones.map(({ id, name }) => ({ id, label: name }))]}
      selected={[task.milestoneId ?? none]}
      mode="single"
      onChoose={([id]) => void save(task, { milestoneId: id === undefined || id === none ? null : id })}
      disabled={isReadOnly}
      className="property"
    >
      {milestone ? <bdi>{milestone.name}</bdi> : <Unset name={t('task.milestone')} />}
    </ChoiceButton>
  );
}

/** The parent task with its link. */
export function ParentProperty({ task, save, isReadOnly }: PropertyProps) {
  const { t } = useTexts();
  const { parentId } = task;
  useQuery({ ...taskQuery(parentId ?? ''), enabled: enabledUnlessLeaving(parentId !== null), retry: false });
  const parent = useTask(parentId ?? '');
  return (
    <>
      <TaskChoice
        label={t('task.parent')}
        organizationId={task.organizationId}
        without={parentId === null ? [task.id] : [task.id, parentId]}
        onPick={({ id }) => void save(task, { parentId: id })}
        none={
          parentId === null ? undefined : { label: t('task.noParent'), run: () => void save(task, { parentId: null }) }
        }
        disabled={isReadOnly}
        className="property min-w-0"
      >
        {parent ? (
          <bdi className="min-w-0 truncate">
            <span className="text-muted">{parent.key}</span> {parent.title}
          </bdi>
        ) : (
          <Unset name={t('task.parent')}>{t(parentId === null ? 'task.none' : 'task.hiddenTask')}</Unset>
        )}
      </TaskChoice>
      {parent && (
        <Link to="/tasks/$taskId" params={{ taskId: parent.id }} className="contents">
          <IconButton label={t('task.openOther', { key: parent.key })} tabIndex={-1}>
            <Icon of={CornerDownRight} className="rtl:-scale-x-100" />
          </IconButton>
        </Link>
      )}
    </>
  );
}
