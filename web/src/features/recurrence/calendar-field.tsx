import { useState } from 'react';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { SmallSelect } from '../../ui/small-select.tsx';
import type { PlanFieldsProps } from './rhythm-fields.tsx';

const calendars = ['gregorian', 'persian'] as const;

/** Whose months and years are meant, for those who may want both. */
export function CalendarField({ plan: { calendar }, onChange }: PlanFieldsProps) {
  const { t } = useTexts();
  const { calendar: own } = useDateFormat();
  const [isOffered] = useState(own === 'persian' || calendar === 'persian');
  if (!isOffered) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="font-medium text-soft">{t('repeat.calendar')}</span>
      <SmallSelect
        label={t('repeat.calendar')}
        value={calendar}
        options={calendars.map((name) => [name, t(`calendars.${name}`)])}
        onChange={(name) => onChange({ calendar: name === 'persian' ? 'persian' : 'gregorian' })}
      />
    </div>
  );
}
