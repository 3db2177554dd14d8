import type { Task } from '../../api/types.ts';
import type { KnownTask } from '../tasks/store.ts';
import { Activity } from './activity.tsx';
import { Checklist } from './checklist.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { Description } from './description.tsx';
import { PanelHeader } from './panel-header.tsx';
import { Properties } from './properties.tsx';
import { TaskNotices } from './task-notices.tsx';
import { TitleField } from './title-field.tsx';
import { useEdits } from './use-edits.ts';

/** A task with its description known. */
export type WholeTask = KnownTask & Pick<Task, 'description'>;

export function TaskView({ task, onClose }: { task: WholeTask; onClose: () => void }) {
  const edits = useEdits();
  return (
    <>
      <PanelHeader task={task} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid gap-5 px-6 pt-4 pb-8 max-sm:px-4">
          <TaskNotices task={task} />
          <TitleField task={task} save={edits.save} />
          <Properties task={task} save={edits.save} />
          <Description task={task} save={edits.save} />
          <Checklist task={task} />
          <Activity task={task} />
        </div>
      </div>
      {edits.conflict && <ConflictDialog conflict={edits.conflict} onDone={edits.settle} />}
    </>
  );
}
