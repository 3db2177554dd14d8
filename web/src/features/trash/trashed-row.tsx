import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { TrashedTask } from '../../api/types.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Name } from '../../ui/name.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { restoreTask } from '../../data/tasks/archive-task.ts';
import { purgeTask } from '../../data/trash/queries.ts';

/** A deleted task, with restore and permanent deletion. */
export function TrashedRow({ task, onRestored }: { task: TrashedTask; onRestored: () => void }) {
  const { t } = useTexts();
  const me = useMe();
  const may = useTeamPermissions(task.teamId);
  const [isPurging, setPurging] = useState(false);
  const { deletedAt, ...whole } = task;
  const { key, title, category, createdBy } = whole;
  const restore = async () => {
    if (await restoreTask(whole, null)) onRestored();
  };
  return (
    <li className="flex min-h-10 items-center gap-3 rounded-normal px-3 py-1.5 hover:bg-hover">
      <StatusRing category={category} />
      <span className="w-18 shrink-0 truncate text-meta text-muted max-sm:hidden" dir="ltr">
        {key}
      </span>
      <span className="own-direction min-w-0 flex-1 truncate">{title}</span>
      <span className="text-meta whitespace-nowrap text-muted max-sm:hidden">
        <Ago moment={deletedAt} />
      </span>
      {(createdBy === me.id || may?.deleteEveryTask) && (
        <Button size="small" aria-label={t('trash.restoreTask', { key })} onClick={() => void restore()}>
          {t('trash.restore')}
        </Button>
      )}
      {may?.changeSettings && (
        <IconButton label={t('trash.purgeTask', { key })} onClick={() => setPurging(true)}>
          <Icon of={Trash2} />
        </IconButton>
      )}
      {isPurging && (
        <ConfirmDialog
          title={t('trash.purgeTitle', { key })}
          submit={t('trash.purge')}
          onConfirm={() => purgeTask(task)}
          onClose={() => setPurging(false)}
        >
          <Name className="font-medium text-ink">{title}</Name>
          <p>{t('trash.purgeText')}</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
