import { useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { closeQuickAdd, type OpenLine } from './open-quick-add.ts';
import { QuickAddForm } from './quick-add-form.tsx';

/** One line that becomes a task, over any page. */
export function QuickAddDialog({ line: { text, isForMe = false, ...preset } }: { line: OpenLine }) {
  const { t } = useTexts();
  const latest = useRef(text);
  return (
    <Dialog title={t('quickAdd.title')} onClose={() => closeQuickAdd(latest.current)}>
      <QuickAddForm
        initialText={text}
        initialPreset={preset}
        isForMe={isForMe}
        onType={(typed) => {
          latest.current = typed;
        }}
        onCreated={() => closeQuickAdd()}
      />
    </Dialog>
  );
}
