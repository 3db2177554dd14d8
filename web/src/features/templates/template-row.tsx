import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { TemplateCard } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { RowButtons } from '../../ui/row-buttons.tsx';
import { deleteTemplate } from '../../data/templates/change-templates.ts';

interface TemplateRowProps {
  readonly template: TemplateCard;
  /** The contents in one line. */
  readonly about: string;
  readonly use: { readonly label: string; readonly isBusy?: boolean; readonly run: () => void };
  readonly mayUse: boolean;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}

export function TemplateRow({ template, about, use, mayUse, mayChange, onEdit }: TemplateRowProps) {
  const { t } = useTexts();
  const [isDeleting, setDeleting] = useState(false);
  const { name } = template;
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="own-direction truncate font-medium">{name}</p>
        <p className="own-direction truncate text-meta text-muted">{about}</p>
      </div>
      <div className="flex items-center gap-2">
        {mayUse && (
          <Button
            size="small"
            aria-label={t('templates.useOf', { use: use.label, name })}
            isBusy={use.isBusy ?? false}
            onClick={use.run}
          >
            {use.label}
          </Button>
        )}
        {mayChange && <RowButtons name={name} onEdit={onEdit} onRemove={() => setDeleting(true)} />}
      </div>
      {isDeleting && (
        <ConfirmDialog
          title={t('workflow.removeTitle', { name })}
          submit={t('templates.delete')}
          onConfirm={() => deleteTemplate(template)}
          onClose={() => setDeleting(false)}
        >
          {t('templates.deleteText')}
        </ConfirmDialog>
      )}
    </li>
  );
}
