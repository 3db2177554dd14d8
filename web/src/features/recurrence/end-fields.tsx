import { useTexts } from '../../i18n/use-texts.ts';
import { addDays, dayOf, formatDay } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { buttonClass } from '../../ui/button.tsx';
import { DatePopupButton } from '../../ui/popup/date-popup-button.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { NumberBox } from './number-box.tsx';
import type { End } from './plan.ts';
import type { PlanFieldsProps } from './rhythm-fields.tsx';

const maxCount = 10_000;
const usualCount = 10;
const usualDays = 90;

/** Never, after a number of times, or on a day. */
export function EndFields({ plan: { end }, onChange }: PlanFieldsProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const starts: Readonly<Record<End['kind'], End>> = {
    never: { kind: 'never' },
    count: { kind: 'count', count: usualCount },
    until: { kind: 'until', day: addDays(dayOf(now, dateFormat.timeZone), usualDays) },
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="font-medium text-soft">{t('repeat.ends')}</span>
      <SmallSelect
        label={t('repeat.ends')}
        value={end.kind}
        options={(['never', 'count', 'until'] as const).map((kind) => [kind, t(`repeat.endings.${kind}`)])}
        onChange={(kind) => onChange({ end: starts[kind as End['kind']] })}
      />
      {end.kind === 'count' && (
        <>
          <NumberBox
            label={t('repeat.count')}
            value={end.count}
            max={maxCount}
            onChange={(count) => onChange({ end: { kind: 'count', count } })}
          />
          <span className="text-soft">{t('repeat.inAll')}</span>
        </>
      )}
      {end.kind === 'until' && (
        <DatePopupButton
          label={t('repeat.endings.until')}
          day={end.day}
          onChoose={({ day }) => onChange({ end: day === null ? { kind: 'never' } : { kind: 'until', day } })}
          className={buttonClass()}
        >
          {formatDay(end.day, dateFormat, now)}
        </DatePopupButton>
      )}
    </div>
  );
}
