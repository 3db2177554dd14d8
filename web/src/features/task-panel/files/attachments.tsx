import { useQuery } from '@tanstack/react-query';
import { Paperclip } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { enabledUnlessLeaving } from '../../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import { classNames } from '../../../lib/class-names.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Name } from '../../../ui/name.tsx';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { attachmentsQuery } from '../../../data/attachments/queries.ts';
import { AttachmentRow } from './attachment-row.tsx';
import { useUploads } from './use-uploads.ts';

/** The files of a task. Pictures are shown; everything else is downloaded on click. */
export function Attachments({ task }: { task: Task }) {
  const { t } = useTexts();
  const { work: mayWork } = useTaskRights(task);
  const { data: files = [] } = useQuery({
    ...attachmentsQuery(task.id),
    enabled: enabledUnlessLeaving(task.attachmentCount > 0),
  });
  const { uploads, addAll } = useUploads(task.id);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const visibleFiles = task.attachmentCount > 0 ? files : [];
  if (visibleFiles.length === 0 && !mayWork) return null;

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (mayWork) addAll(event.dataTransfer.files);
  };
  return (
    <section
      aria-label={t('attachments.title')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(mayWork);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames('grid gap-1 rounded-[6px]', isOver && 'outline-2 outline-dashed outline-accent')}
    >
      {visibleFiles.length > 0 && (
        <h3 className="flex items-center gap-2 font-medium">
          {t('attachments.title')}
          <span className="text-meta font-normal text-muted">{formatNumber(visibleFiles.length)}</span>
        </h3>
      )}
      <ul className="grid grid-cols-1">
        {visibleFiles.map((file) => (
          <AttachmentRow key={file.id} file={file} task={task} />
        ))}
        {uploads.map(({ id, name, part }) => (
          <li key={id} className="flex min-h-8 items-center gap-2.5">
            <Icon of={Paperclip} className="text-muted" />
            <Name className="min-w-0 flex-1 truncate">{name}</Name>
            <progress
              className="progress w-28!"
              max={1}
              value={part}
              aria-label={t('attachments.uploading', { name })}
            />
          </li>
        ))}
      </ul>
      {mayWork && (
        <>
          <Button tone="quiet" size="small" className="-mx-2 justify-self-start" onClick={() => input.current?.click()}>
            <Icon of={Paperclip} />
            {t('attachments.add')}
          </Button>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label={t('attachments.add')}
            onChange={({ target }) => {
              addAll(target.files ?? []);
              target.value = '';
            }}
          />
        </>
      )}
    </section>
  );
}
