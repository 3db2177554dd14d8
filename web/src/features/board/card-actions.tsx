import { Check, Ellipsis, RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTexts } from '../../i18n/use-texts.ts';
import { isOpen } from '../../data/tasks/is-open.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

interface CardActionsProps {
  readonly scroller: HTMLElement | null;
  readonly onComplete: (taskId: string) => void;
}

/**
 * Buttons on the card under the mouse: complete it, and open its menu. They are the same elements for all cards, and
 * keys do the same for the focused one.
 */
export function CardActions({ scroller, onComplete }: CardActionsProps) {
  const { t } = useTexts();
  const [card, setCard] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const follow = ({ target, pointerType }: PointerEvent) => {
      const pointed = target instanceof Element ? target.closest<HTMLElement>('[data-card]') : null;
      setCard(pointerType === 'mouse' ? pointed : null);
    };
    const leave = () => setCard(null);
    scroller?.addEventListener('pointerover', follow);
    scroller?.addEventListener('pointerleave', leave);
    return () => {
      scroller?.removeEventListener('pointerover', follow);
      scroller?.removeEventListener('pointerleave', leave);
    };
  }, [scroller]);
  const task = tasks.get(card?.dataset['card'] ?? '');
  if (!card?.isConnected || !task) return null;
  const isDone = !isOpen(task);
  const openMenu = () => card.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
  return createPortal(
    <div className="card-actions">
      <IconButton
        label={t(isDone ? 'task.reopen' : 'task.complete')}
        shortcut="E"
        tabIndex={-1}
        onClick={() => onComplete(task.id)}
      >
        <Icon of={isDone ? RotateCcw : Check} />
      </IconButton>
      <IconButton label={t('task.menu')} tabIndex={-1} aria-haspopup="menu" onClick={openMenu}>
        <Icon of={Ellipsis} />
      </IconButton>
    </div>,
    card,
  );
}
