import { useTexts } from '../../i18n/use-texts.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { SmallSelect } from '../../ui/small-select.tsx';
import { NumberBox } from './number-box.tsx';
import { type MonthDay, places, weekdays } from './plan.ts';
import type { PlanFieldsProps } from './rhythm-fields.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { nthName, nameOfWeekday, weekdaysFrom } from './sentence.ts';

const lastDay = 31;
const starts: Readonly<Record<MonthDay['kind'], MonthDay>> = {
  same: { kind: 'same' },
  day: { kind: 'day', day: 1 },
  last: { kind: 'last' },
  weekday: { kind: 'weekday', nth: 1, weekday: 'MO' },
};

/** The day of the month. */
export function MonthFields({ plan: { monthDay }, onChange }: PlanFieldsProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const weekStart = useOrganization()?.weekStart ?? 1;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SmallSelect
        label={t('repeat.monthDay')}
        value={monthDay.kind}
        options={(['same', 'day', 'last', 'weekday'] as const).map((kind) => [kind, t(`repeat.on.${kind}`)])}
        onChange={(kind) => onChange({ monthDay: starts[kind as MonthDay['kind']] })}
      />
      {monthDay.kind === 'day' && (
        <NumberBox
          label={t('repeat.dayOfMonth')}
          value={monthDay.day}
          max={lastDay}
          onChange={(day) => onChange({ monthDay: { kind: 'day', day } })}
        />
      )}
      {monthDay.kind === 'weekday' && (
        <>
          <SmallSelect
            label={t('repeat.which')}
            value={String(monthDay.nth)}
            options={places.map((nth) => [String(nth), nthName(nth)])}
            onChange={(value) => {
              const nth = places.find((one) => String(one) === value);
              if (nth !== undefined) onChange({ monthDay: { ...monthDay, nth } });
            }}
          />
          <SmallSelect
            label={t('repeat.weekday')}
            value={monthDay.weekday}
            options={weekdaysFrom(weekStart).map((day) => [day, nameOfWeekday(day, dateFormat)])}
            onChange={(value) => {
              const weekday = weekdays.find((one) => one === value);
              if (weekday) onChange({ monthDay: { ...monthDay, weekday } });
            }}
          />
        </>
      )}
    </div>
  );
}
