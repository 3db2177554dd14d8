import { useQuery } from '@tanstack/react-query';
import { TextCursorInput } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';
import { membersQuery } from '../../data/members/queries.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { barButton } from './bar-button.ts';
import { conditionText, fieldFilterOf, fieldFilterText } from './field-filter.ts';

interface FieldFilterButtonProps {
  readonly team: Team;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

const FieldFilterDialog = lazyPart(async () => (await import('./field-filter-dialog.tsx')).FieldFilterDialog, {
  failed: closing(({ onClose }) => onClose()),
});

/** Filters a list by custom fields; hidden if the team has none. */
export function FieldFilterButton({ team, value, onChange }: FieldFilterButtonProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { data: fields = [] } = useQuery(fieldsQuery(team.id));
  const { data: members = [] } = useQuery(membersQuery(team.organizationId));
  const [isOpen, setOpen] = useState(false);
  const filter = fieldFilterOf(value);
  const texts = fields.flatMap((field) => {
    const condition = filter[field.id];
    return condition === undefined
      ? []
      : [`${field.name}: ${conditionText(field, condition, { members, dateFormat, now })}`];
  });
  const [first] = texts;
  if (fields.length === 0) return null;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={
          first === undefined
            ? t('list.fieldFilter')
            : t('list.filterIs', { name: t('list.fieldFilter'), values: texts.join(t('common.comma')) })
        }
        title={t('list.fieldFilter')}
        onClick={() => setOpen(true)}
        className={barButton}
      >
        <Icon of={TextCursorInput} className={first === undefined ? '' : 'text-accent-text'} />
        {first !== undefined && <bdi className="truncate text-ink">{first}</bdi>}
        {texts.length > 1 && <span className="text-meta">+{formatNumber(texts.length - 1)}</span>}
      </button>
      {isOpen && (
        <FieldFilterDialog
          team={team}
          fields={fields}
          filter={filter}
          onChange={(next) => onChange(fieldFilterText(next))}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
