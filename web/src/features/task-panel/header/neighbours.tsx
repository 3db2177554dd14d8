import { useLocation, useNavigate } from '@tanstack/react-router';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTexts } from '../../../i18n/use-texts.ts';
import { ownPath } from '../../../lib/own-path.ts';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { useNeighbours } from '../../../data/tasks/page-order.ts';
import { keyNames } from '../../shortcuts/key-names.ts';
import { useShortcuts } from '../../shortcuts/shortcuts.ts';

const previousKeys = 'Alt+ArrowUp';
const nextKeys = 'Alt+ArrowDown';

/** Leads to the tasks before and after this one, in the order of the page from which it was opened. */
export function Neighbours({ taskId }: { readonly taskId: string }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { pathname, searchStr } = useLocation();
  const { previous, next, isListed } = useNeighbours(taskId);
  const open = (id: string | null) => {
    if (id === null) return;
    void navigate({ href: ownPath(pathname.replace(/\/tasks\/[^/]+$/, `/tasks/${id}`) + searchStr) ?? '/' });
  };
  useShortcuts(t('task.panelKeys'), [
    { keys: previousKeys, label: t('task.previous'), run: () => open(previous) },
    { keys: nextKeys, label: t('task.next'), run: () => open(next) },
  ]);
  if (!isListed) return null;
  return (
    <span className="flex">
      <IconButton
        label={t('task.previous')}
        shortcut={keyNames(previousKeys).join('+')}
        disabled={previous === null}
        onClick={() => open(previous)}
      >
        <Icon of={ChevronUp} />
      </IconButton>
      <IconButton
        label={t('task.next')}
        shortcut={keyNames(nextKeys).join('+')}
        disabled={next === null}
        onClick={() => open(next)}
      >
        <Icon of={ChevronDown} />
      </IconButton>
    </span>
  );
}
