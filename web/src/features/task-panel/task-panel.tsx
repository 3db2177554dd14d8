import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { isOutOfReach } from '../../lib/problem.ts';
import { ownPath } from '../../lib/own-path.ts';
import { Late } from '../../ui/skeleton.tsx';
import { focusTaskSoon } from '../../data/tasks/focus-task.ts';
import { isWhole, wholeOf } from '../../data/tasks/store.ts';
import { useTask } from '../../data/tasks/tasks.ts';
import { taskPageQuery } from '../../data/task-page/queries.ts';
import { leaveFull } from './header/panel-size.ts';
import { PanelFrame } from './panel-frame.tsx';
import { PanelProblem } from './panel-problem.tsx';
import { PanelSkeleton } from './panel-skeleton.tsx';
import { TaskGone } from './task-gone.tsx';
import { TaskView } from './task-view.tsx';

/** A task beside the page it was opened from; closing returns there. */
export function TaskPanel() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { taskId } = useParams({ strict: false });
  if (taskId === undefined) throw new Error('the panel has a task');
  const { pathname, searchStr } = useLocation();
  const { data, error, refetch } = useQuery(taskPageQuery(taskId));
  const task = useTask(taskId);

  const close = () => {
    leaveFull();
    void navigate({ href: ownPath(pathname.replace(/\/tasks\/[^/]+$/, '') + searchStr) ?? '/' });
    focusTaskSoon(taskId);
  };

  // A list has returned a newer version, but lists do not contain all fields.
  const isPartial = task !== undefined && !isWhole(task) && data !== undefined;
  useEffect(() => {
    if (isPartial) void refetch();
  }, [isPartial, refetch]);

  const whole = task && wholeOf(task, data);
  // The panel's parts wait for the task page, which contains their data, unless it fails.
  const isReady = whole !== undefined && (data !== undefined || error !== null);
  return (
    <PanelFrame key={taskId} label={task ? t('task.panel', { key: task.key }) : t('common.loading')} onClose={close}>
      {isReady ? (
        <TaskView task={whole} onClose={close} />
      ) : error && !isOutOfReach(error) ? (
        <PanelProblem error={error} onRetry={() => void refetch()} onClose={close} />
      ) : data || error ? (
        <TaskGone onClose={close} />
      ) : (
        <Late>
          <PanelSkeleton />
        </Late>
      )}
    </PanelFrame>
  );
}
