import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { membersQuery } from '../../data/members/queries.ts';
import type { TaskFilter } from '../../data/tasks/filter.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';
import { conditionText, fieldFilterOf, fieldFilterText } from './field-filter.ts';

interface FieldFilterProps {
  readonly team: Team;
  readonly value: string | undefined;
  readonly onChange: (part: TaskFilter) => void;
}

const LazyDialog = lazyPart(async () => (await import('./field-filter-dialog.tsx')).FieldFilterDialog, {
  failed: closing(({ onClose }) => onClose()),
});

/** Sets the conditions on custom fields. */
export function FieldFilterDialog({ team, value, onChange, onClose }: FieldFilterProps & { onClose: () => void }) {
  const { data: fields = [] } = useQuery(fieldsQuery(team.id));
  return (
    <LazyDialog
      team={team}
      fields={fields}
      filter={fieldFilterOf(value)}
      onChange={(next) => onChange({ fields: fieldFilterText(next) })}
      onClose={onClose}
    />
  );
}

/** The conditions on custom fields that are set. */
export function FieldFilterChip({ team, value, onChange }: FieldFilterProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { data: fields = [] } = useQuery(fieldsQuery(team.id));
  const { data: members = [] } = useQuery(membersQuery(team.organizationId));
  const [isOpen, setOpen] = useState(false);
  const filter = fieldFilterOf(value);
  const label = t('list.fieldFilter');
  const texts = fields.flatMap((field) => {
    const condition = filter[field.id];
    if (condition === undefined) return [];
    return [`${field.name}: ${conditionText(field, condition, { members, dateFormat, now })}`];
  });
  return (
    <li className="chip">
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)} className="chip-text">
        <span className="max-w-64 truncate">
          {t('list.filterIs', { name: label, values: texts.join(t('common.comma')) })}
        </span>
      </button>
      <button
        type="button"
        aria-label={t('filter.remove', { name: label })}
        className="chip-remove"
        onClick={() => onChange({ fields: undefined })}
      >
        <Icon of={X} size={14} />
      </button>
      {isOpen && <FieldFilterDialog team={team} value={value} onChange={onChange} onClose={() => setOpen(false)} />}
    </li>
  );
}
