import { useRef } from 'react';
import type { Task } from '../../api/types.ts';
import { Activity } from './activity.tsx';
import { Attachments } from './files/attachments.tsx';
import { Checklist } from './checklist/checklist.tsx';
import { CommentWriter } from './comments/comment-writer.tsx';
import { ConflictDialog } from './edits/conflict-dialog.tsx';
import { Backlinks } from './relations/backlinks.tsx';
import { Relations } from './relations/relations.tsx';
import { Description } from './text/description.tsx';
import { PanelHeader } from './header/panel-header.tsx';
import { PanelKeys } from './panel-keys.tsx';
import { Properties } from './properties/properties.tsx';
import { TaskReferences } from './text/references.tsx';
import { Subtasks } from './relations/subtasks.tsx';
import { TaskNotices } from './header/task-notices.tsx';
import { TitleField } from './header/title-field.tsx';
import { useEdits } from './edits/use-edits.ts';

/** The task: its properties are at the side where there is room, and below the title elsewhere. */
export function TaskView({ task, onClose }: { task: Task; onClose: () => void }) {
  const edits = useEdits();
  const content = useRef<HTMLDivElement>(null);
  return (
    <TaskReferences task={task}>
      <PanelHeader task={task} onClose={onClose} />
      <PanelKeys task={task} content={content} />
      <div ref={content} className="min-h-0 flex-1 overflow-y-auto">
        <div className="panel-content">
          <div className="panel-top">
            <TaskNotices task={task} />
            <TitleField task={task} save={edits.save} />
          </div>
          <div className="panel-properties">
            <Properties task={task} save={edits.save} />
          </div>
          <div className="panel-main">
            <Description task={task} save={edits.save} />
            <Subtasks task={task} />
            <Checklist task={task} />
            <Relations task={task} />
            <Backlinks task={task} />
            <Attachments task={task} />
            <Activity task={task} />
          </div>
        </div>
      </div>
      <CommentWriter task={task} />
      {edits.conflict && (
        <ConflictDialog key={edits.conflict.key} conflict={edits.conflict.question} onChoose={edits.conflict.answer} />
      )}
    </TaskReferences>
  );
}
