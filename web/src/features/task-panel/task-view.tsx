import type { Task } from '../../api/types.ts';
import { Activity } from './activity.tsx';
import { Attachments } from './files/attachments.tsx';
import { Checklist } from './checklist/checklist.tsx';
import { ConflictDialog } from './edits/conflict-dialog.tsx';
import { Dependencies } from './relations/dependencies.tsx';
import { Description } from './text/description.tsx';
import { Details } from './properties/details.tsx';
import { PanelHeader } from './header/panel-header.tsx';
import { Properties } from './properties/properties.tsx';
import { TaskReferences } from './text/references.tsx';
import { Subtasks } from './relations/subtasks.tsx';
import { TaskNotices } from './header/task-notices.tsx';
import { TitleField } from './header/title-field.tsx';
import { useEdits } from './edits/use-edits.ts';

export function TaskView({ task, onClose }: { task: Task; onClose: () => void }) {
  const edits = useEdits();
  return (
    <TaskReferences task={task}>
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
    </TaskReferences>
  );
}
