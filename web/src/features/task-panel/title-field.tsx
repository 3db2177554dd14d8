import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useTaskRights } from '../tasks/use-task-rights.ts';
import type { Save } from './use-edits.ts';
import type { WholeTask } from './task-view.tsx';

const longestTitle = 255;

/** The title, loudest of all. It is changed where it stands, and saved when one leaves it. */
export function TitleField({ task, save }: { task: WholeTask; save: Save }) {
  const { t } = useTexts();
  const { edit: mayEdit } = useTaskRights(task);
  const [typed, setTyped] = useState(task.title);
  const [base, setBase] = useState<WholeTask | null>(null);
  const isGivenUp = useRef(false);

  useEffect(() => {
    if (base === null) setTyped(task.title);
  }, [task.title, base]);

  const finish = () => {
    const title = typed.trim();
    setBase(null);
    if (base === null || isGivenUp.current || title === '' || title === base.title) setTyped(task.title);
    else void save(base, { title });
    isGivenUp.current = false;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    isGivenUp.current = true;
    event.currentTarget.blur();
  };
  return (
    <textarea
      aria-label={t('task.title')}
      className="title-field own-direction"
      rows={1}
      maxLength={longestTitle}
      readOnly={!mayEdit}
      value={typed}
      onFocus={() => setBase(task)}
      onChange={(event) => setTyped(event.target.value.replaceAll('\n', ' '))}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  );
}
