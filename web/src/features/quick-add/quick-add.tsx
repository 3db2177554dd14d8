import { addTextsOf } from '../../i18n/language.ts';
import { useSignal } from '../../lib/signal.ts';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';
import { closeQuickAdd, openLine } from './open-quick-add.ts';

const LazyDialog = lazyPart(
  async () => {
    const [{ QuickAddDialog }] = await Promise.all([import('./quick-add-dialog.tsx'), addTextsOf('tasks', 'palette')]);
    return QuickAddDialog;
  },
  { failed: closing(({ line }) => closeQuickAdd(line.text)) },
);

/** Quick add, while it is open. Its code is loaded at the first opening. */
export function QuickAdd() {
  const line = useSignal(openLine);
  return line && <LazyDialog key={JSON.stringify(line)} line={line} />;
}

const LazyForm = lazyPart(
  async () => {
    const [{ QuickAddForm }] = await Promise.all([import('./quick-add-form.tsx'), addTextsOf('tasks', 'palette')]);
    return QuickAddForm;
  },
  { waiting: () => <div className="h-12" />, failed: () => null },
);

/** Quick add as a part of a page: what it creates is assigned to the reader unless another person is named. */
export function InlineQuickAdd() {
  return <LazyForm isForMe />;
}
