import type { Task } from '../../api/types.ts';
import { Activity } from './activity.tsx';
import { Attachments } from './attachments.tsx';
import { Checklist } from './checklist.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { Dependencies } from './dependencies.tsx';
import { Description } from './description.tsx';
import { Details } from './details.tsx';
import { PanelHeader } from './panel-header.tsx';
import { Properties } from './properties.tsx';
import { Subtasks } from './subtasks.tsx';
import { TaskNotices } from './task-notices.tsx';
import { TitleField } from './title-field.tsx';
import { useEdits } from './use-edits.ts';

/** A task with all that its page tells. */
export type WholeTask = Task;

export function TaskView({ task, onClose }: { task: WholeTask; onClose: () => void }) {
  const edits = useEdits();
  return (
    <>
      <PanelHeader task={task} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 px-6 pt-4 pb-8 max-sm:px-4">
          <TaskNotices task={task} />
          <TitleField task={task} save={edits.save} />
          <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
            <Properties task={task} save={edits.save} />
            <Details task={task} save={edits.save} />
          </div>
          <Description task={task} save={edits.save} />
          <Subtasks task={task} />
          <Checklist task={task} />
          <Dependencies task={task} />
          <Attachments task={task} />
          <Activity task={task} />
        </div>
      </div>
      {edits.conflict && (
        <ConflictDialog key={edits.conflict.key} conflict={edits.conflict.question} onChoose={edits.conflict.answer} />
      )}
    </>
  );
}
