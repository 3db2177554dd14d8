import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the main one last. */
  readonly actions?: ReactNode;
  /** Its content is shown only once: a click beside it does not close it. */
  readonly mustAcknowledge?: boolean;
}

/** A modal dialog. The native element traps the focus, closes on Escape and restores the focus. */
export function Dialog({ title, onClose, children, actions, mustAcknowledge = false }: DialogProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // Keys typed while it opens must not close a dialog whose content is shown once.
    dialog?.querySelector<HTMLElement>(mustAcknowledge ? 'h2' : 'input, textarea, footer button')?.focus();
    return () => dialog?.close();
  }, [mustAcknowledge]);

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      className="dialog"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Elements below also close on Escape; this event is not for them.
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      onPointerDown={(event) => !mustAcknowledge && event.target === ref.current && onClose()}
    >
      <div className="grid gap-4 p-5">
        <header className="flex items-start justify-between gap-4">
          <h2 id={titleId} tabIndex={-1} className="outline-none text-reading font-semibold">
            {title}
          </h2>
          <IconButton label={t('common.close')} onClick={onClose} className="-me-1 -mt-0.5">
            <Icon of={X} />
          </IconButton>
        </header>
        {children}
        {actions && (
          <footer className="sticky bottom-0 -mx-5 -mb-5 flex justify-end gap-2 bg-surface px-5 pt-2 pb-5">
            {actions}
          </footer>
        )}
      </div>
    </dialog>
  );
}
