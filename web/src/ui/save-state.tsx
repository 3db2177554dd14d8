import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import type { Autosave } from './use-autosave.ts';

interface SaveStateProps extends Pick<Autosave, 'hasSaved' | 'hasFailed'> {
  /** Whether something is not saved yet. */
  readonly isUnsaved: boolean;
  /** Says when the text is saved, until it was. */
  readonly children: ReactNode;
}

/** Whether a text is saved. Screen readers are told of the first time, and of failures. */
export function SaveState({ hasSaved, hasFailed, isUnsaved, children }: SaveStateProps) {
  const { t } = useTexts();
  const told = hasFailed ? t('markdown.notSaved') : hasSaved ? t('markdown.saved') : '';
  const isWaiting = hasSaved && isUnsaved && !hasFailed;
  return (
    <span className="text-meta text-muted">
      <span aria-hidden={told !== ''} className={told === '' ? 'max-sm:hidden' : ''}>
        {isWaiting ? t('markdown.saving') : told || children}
      </span>
      <span role="status" className="sr-only">
        {told}
      </span>
    </span>
  );
}
