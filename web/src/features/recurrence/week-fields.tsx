import { useTexts } from '../../i18n/use-texts.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import type { Weekday } from './plan.ts';
import type { PlanFieldsProps } from './rhythm-fields.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { nameOfWeekday, weekdaysFrom } from './sentence.ts';

/** The weekdays; without any, the weekday of the due date. */
export function WeekFields({ plan: { weekdays: selected }, onChange }: PlanFieldsProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const weekStart = useOrganization()?.weekStart ?? 1;
  const toggle = (day: Weekday) =>
    onChange({ weekdays: selected.includes(day) ? selected.filter((one) => one !== day) : [...selected, day] });
  return (
    <div role="group" aria-label={t('repeat.weekdays')} className="flex flex-wrap gap-1">
      {weekdaysFrom(weekStart).map((day) => (
        <button
          key={day}
          type="button"
          aria-pressed={selected.includes(day)}
          aria-label={nameOfWeekday(day, dateFormat)}
          onClick={() => toggle(day)}
          className={classNames(
            'h-8 min-w-10 rounded-[6px] border px-2',
            selected.includes(day)
              ? 'border-accent bg-accent-wash font-medium text-ink'
              : 'border-line bg-surface text-soft hover:bg-hover',
          )}
        >
          {nameOfWeekday(day, dateFormat, 'short')}
        </button>
      ))}
    </div>
  );
}
