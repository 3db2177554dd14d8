import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { compareNames } from '../../i18n/compare-names.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Label } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { RowButtons } from '../../ui/row-buttons.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { LabelDialog } from './label-dialog.tsx';
import { deleteLabel } from '../../data/labels/change-labels.ts';
import { labelsQuery } from '../../data/labels/queries.ts';

/** The labels of an organization, which all its teams share. */
export function LabelsPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/labels' });
  const mayChange = useOrganizationPermissions()?.makeLabels ?? false;
  const read = useQuery(labelsQuery(organizationId));
  const { data: labels } = read;
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button tone="primary" onClick={() => setAdding(true)}>
      <Icon of={Plus} />
      {t('labelSettings.add')}
    </Button>
  );
  return (
    <Page title={t('labelSettings.title')} action={mayChange && labels && labels.length > 0 && add}>
      <Unread query={read} />
      {labels?.length === 0 && (
        <EmptyState title={t('labelSettings.emptyTitle')} text={t('labelSettings.emptyText')}>
          {mayChange && add}
        </EmptyState>
      )}
      <ul aria-label={t('labelSettings.title')} className="grid grid-cols-1">
        {labels
          ?.toSorted((a, b) => compareNames(a.name, b.name))
          .map((label) => (
            <LabelRow key={label.id} label={label} mayChange={mayChange} />
          ))}
      </ul>
      {isAdding && <LabelDialog organizationId={organizationId} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function LabelRow({ label, mayChange }: { label: Label; mayChange: boolean }) {
  const { t } = useTexts();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const { name, colour, organizationId } = label;
  return (
    <li className="flex min-h-10 items-center gap-3 border-b border-line px-3 py-1.5 last:border-b-0">
      <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ backgroundColor: colour }} />
      <Name className="min-w-0 flex-1 truncate">{name}</Name>
      {mayChange && <RowButtons name={name} onEdit={() => setOpen('edit')} onRemove={() => setOpen('delete')} />}
      {open === 'edit' && <LabelDialog organizationId={organizationId} label={label} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={t('workflow.removeTitle', { name })}
          submit={t('labelSettings.remove')}
          onConfirm={() => deleteLabel(label)}
          onClose={() => setOpen(null)}
        >
          {t('labelSettings.removeText')}
        </ConfirmDialog>
      )}
    </li>
  );
}
