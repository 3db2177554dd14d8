import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { setWatchers } from '../../../data/tasks/watch-task.ts';
import { PeopleChoice } from './people-property.tsx';

/** The people who are notified of changes. */
export function WatchersProperty({ task, isReadOnly }: { task: Task; isReadOnly: boolean }) {
  const { t } = useTexts();
  return (
    <PeopleChoice
      organizationId={task.organizationId}
      label={t('task.watchers')}
      userIds={task.watcherIds}
      isReadOnly={isReadOnly}
      onChoose={(ids) => void setWatchers(task, ids)}
    />
  );
}
