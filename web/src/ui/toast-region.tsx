import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../lib/class-names.ts';
import { useSignal } from '../lib/signal.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { dismissToast, type Toast, toasts } from './toasts.ts';

const shownForMs = 6_000;

/** Shows toasts. The region always exists, so that screen readers announce new ones. The newest is at the bottom. */
export function ToastRegion() {
  const { t } = useTexts();
  const visibleToasts = useSignal(toasts);
  const cameFrom = useRef<Element | null>(null);
  /** A clicked button disappears with its toast: the focus returns to where it was. */
  const leave = () => {
    const before = cameFrom.current?.isConnected ? cameFrom.current : document.getElementById('main');
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  return (
    <section
      aria-label={t('common.messages')}
      aria-live="polite"
      className="toasts"
      onFocus={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget;
      }}
    >
      {visibleToasts.toReversed().map((toast) => (
        <ToastCard key={toast.id} toast={toast} onLeave={leave} />
      ))}
    </section>
  );
}

interface ToastCardProps {
  readonly toast: Toast;
  readonly onLeave: () => void;
}

function ToastCard({ toast: { id, tone, text, detail, action }, onLeave }: ToastCardProps) {
  const { t } = useTexts();
  const [isHeld, setHeld] = useState(false);
  const stays = tone === 'danger' || isHeld;

  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismissToast(id), shownForMs);
    return () => clearTimeout(timer);
  }, [id, stays]);

  return (
    <div
      className={classNames('toast', tone === 'danger' && 'toast-danger')}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="min-w-0 flex-1 py-0.5">
        <p className="font-medium">{text}</p>
        {detail !== undefined && <p className="text-soft">{detail}</p>}
      </div>
      {action && (
        <Button
          size="small"
          onClick={() => {
            onLeave();
            dismissToast(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        label={t('common.dismiss')}
        onClick={() => {
          onLeave();
          dismissToast(id);
        }}
      >
        <Icon of={X} />
      </IconButton>
    </div>
  );
}
