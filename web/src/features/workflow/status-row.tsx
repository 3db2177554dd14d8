import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { joinNames } from '../../i18n/names.ts';
import type { Status } from '../../api/types.ts';
import { RowButtons } from '../../ui/row-buttons.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { statusName } from '../../data/workflow/status-name.ts';
import { DeleteStatusDialog } from './delete-status-dialog.tsx';
import { StatusDialog } from './status-dialog.tsx';

interface StatusRowProps {
  readonly status: Status;
  readonly statuses: readonly Status[];
  readonly mayChange: boolean;
  readonly move: { readonly up: (() => void) | undefined; readonly down: (() => void) | undefined };
}

export function StatusRow({ status, statuses, mayChange, move }: StatusRowProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const name = statusName(status.name);
  const { category, limit, transitions } = status;
  const next = statuses.filter(({ id }) => transitions?.includes(id)).map((one) => statusName(one.name));
  const about = [
    // A status that is called like its category needs no second name.
    ...(t(`workflow.categories.${category}`) === name ? [] : [t(`workflow.categories.${category}`)]),
    ...(limit === null ? [] : [t('board.limit', { count: limit })]),
    ...(transitions === null ? [] : [t('workflow.goesTo', { names: joinNames(next) })]),
  ];
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line py-2 last:border-b-0">
      <StatusRing category={category} />
      <div className="min-w-0 flex-1">
        <p className="own-direction truncate font-medium">{name}</p>
        {about.length > 0 && <p className="text-meta text-muted">{about.join(' · ')}</p>}
      </div>
      {mayChange && (
        <RowButtons name={name} move={move} onEdit={() => setOpen('edit')} onRemove={() => setOpen('delete')} />
      )}
      {open === 'edit' && (
        <StatusDialog teamId={status.teamId} statuses={statuses} status={status} onClose={() => setOpen(null)} />
      )}
      {open === 'delete' && <DeleteStatusDialog status={status} statuses={statuses} onClose={() => setOpen(null)} />}
    </li>
  );
}
