import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { joinNames } from '../../i18n/names.ts';
import type { Field } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { RowButtons } from '../../ui/row-buttons.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { FieldDialog } from './field-dialog.tsx';
import { changeField, deleteField } from '../../data/fields/change-fields.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { TeamLink } from '../teams/team-link.tsx';

/** The custom fields of a team. */
export function FieldsPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/fields' });
  const team = useTeam(teamId);
  const may = useTeamPermissions(teamId);
  const read = useQuery(fieldsQuery(teamId));
  const { data: fields } = read;
  const [isAdding, setAdding] = useState(false);
  const move = useMutation({
    mutationFn: ({ field, position }: { field: Field; position: number }) => changeField(field, { position }),
    onError: (problem) => showToast({ tone: 'danger', text: t('fieldSettings.failed'), detail: problemText(problem) }),
  });
  if (!team) return <UnknownTeam teamId={teamId} />;
  const mayChange = may?.changeSettings ?? false;
  const add = (
    <Button tone="primary" onClick={() => setAdding(true)}>
      <Icon of={Plus} />
      {t('fieldSettings.add')}
    </Button>
  );
  return (
    <Page
      title={t('fieldSettings.title')}
      parent={<TeamLink team={team} />}
      action={mayChange && fields && fields.length > 0 && add}
    >
      <Unread query={read} />
      {fields?.length === 0 && (
        <EmptyState title={t('fieldSettings.emptyTitle')} text={t('fieldSettings.emptyText')}>
          {mayChange && add}
        </EmptyState>
      )}
      <ol aria-label={t('fieldSettings.title')} className="grid grid-cols-1">
        {fields?.map((field, index) => (
          <FieldRow
            key={field.id}
            field={field}
            mayChange={mayChange}
            move={{
              up: index === 0 ? undefined : () => move.mutate({ field, position: index - 1 }),
              down: index === fields.length - 1 ? undefined : () => move.mutate({ field, position: index + 1 }),
            }}
          />
        ))}
      </ol>
      {isAdding && <FieldDialog teamId={teamId} onClose={() => setAdding(false)} />}
    </Page>
  );
}

interface FieldRowProps {
  readonly field: Field;
  readonly mayChange: boolean;
  readonly move: { readonly up: (() => void) | undefined; readonly down: (() => void) | undefined };
}

function FieldRow({ field, mayChange, move }: FieldRowProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const { name, type, onCard, options } = field;
  const about = [
    t(`fieldSettings.types.${type}`),
    ...(onCard ? [t('fieldSettings.isOnCard')] : []),
    ...(options.length > 0 ? [joinNames(options.map((option) => option.name))] : []),
  ];
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line px-3 py-2 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="own-direction truncate font-medium">{name}</p>
        <p className="text-meta text-muted">{about.join(' · ')}</p>
      </div>
      {mayChange && (
        <RowButtons name={name} move={move} onEdit={() => setOpen('edit')} onRemove={() => setOpen('delete')} />
      )}
      {open === 'edit' && <FieldDialog teamId={field.teamId} field={field} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={t('workflow.removeTitle', { name })}
          submit={t('fieldSettings.remove')}
          onConfirm={() => deleteField(field)}
          onClose={() => setOpen(null)}
        >
          {t('fieldSettings.removeText')}
        </ConfirmDialog>
      )}
    </li>
  );
}
