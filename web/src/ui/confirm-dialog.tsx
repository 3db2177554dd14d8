import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { problemText } from '../i18n/problem-text.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly submit: string;
  /** The dialog closes when it resolves, and shows what it throws. */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Confirms an action that cannot be undone. */
export function ConfirmDialog({ title, children, submit, onConfirm, onClose }: ConfirmDialogProps) {
  const { t } = useTexts();
  const act = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="danger" isBusy={act.isPending} onClick={() => act.mutate()}>
            {submit}
          </Button>
        </>
      }
    >
      <div className="text-soft">{children}</div>
      <div role="alert">{act.error && <p className="text-danger">{problemText(act.error)}</p>}</div>
    </Dialog>
  );
}
