import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Name } from '../../ui/name.tsx';
import { StatusRing } from '../../ui/status-ring.tsx';
import { statusName } from '../tasks/status-name.ts';
import { DeleteStatusDialog } from './delete-status-dialog.tsx';
import { StatusDialog } from './status-dialog.tsx';

interface StatusRowProps {
  readonly status: Status;
  readonly statuses: readonly Status[];
  readonly mayChange: boolean;
  readonly onUp: (() => void) | undefined;
  readonly onDown: (() => void) | undefined;
}

export function StatusRow({ status, statuses, mayChange, onUp, onDown }: StatusRowProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const name = statusName(status.name);
  const { category, limit, transitions } = status;
  const next = statuses.filter(({ id }) => transitions?.includes(id)).map((one) => statusName(one.name));
  const about = [
    t(`workflow.categories.${category}`),
    ...(limit === null ? [] : [t('board.limit', { count: limit })]),
    ...(transitions === null ? [] : [t('workflow.goesTo', { names: next.join(t('common.comma')) })]),
  ];
  return (
    <li className="-mx-2 flex min-h-12 items-center gap-3 rounded-[6px] border-b border-line px-2 py-2 last:border-b-0">
      <StatusRing category={category} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <Name>{name}</Name>
        </p>
        <p className="text-meta text-muted">{about.join(' · ')}</p>
      </div>
      {mayChange && (
        <div className="flex shrink-0">
          <IconButton label={t('workflow.up', { name })} disabled={!onUp} onClick={onUp}>
            <Icon of={ArrowUp} />
          </IconButton>
          <IconButton label={t('workflow.down', { name })} disabled={!onDown} onClick={onDown}>
            <Icon of={ArrowDown} />
          </IconButton>
          <IconButton label={t('workflow.edit', { name })} onClick={() => setOpen('edit')}>
            <Icon of={Pencil} />
          </IconButton>
          <IconButton label={t('workflow.remove', { name })} onClick={() => setOpen('delete')}>
            <Icon of={Trash2} />
          </IconButton>
        </div>
      )}
      {open === 'edit' && (
        <StatusDialog teamId={status.teamId} statuses={statuses} status={status} onClose={() => setOpen(null)} />
      )}
      {open === 'delete' && <DeleteStatusDialog status={status} statuses={statuses} onClose={() => setOpen(null)} />}
    </li>
  );
}
