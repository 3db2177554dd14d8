import { useTexts } from '../../i18n/use-texts.ts';
import { SmallSelect } from '../../ui/small-select.tsx';
import { NumberBox } from './number-box.tsx';
import { type Plan, units } from './plan.ts';

export interface PlanFieldsProps {
  readonly plan: Plan;
  readonly onChange: (part: Partial<Plan>) => void;
}

const maxInterval = 1_000;

/** Every so many days, weeks, months or years. */
export function RhythmFields({ plan: { every, unit }, onChange }: PlanFieldsProps) {
  const { t } = useTexts();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="font-medium text-soft">{t('repeat.every')}</span>
      <NumberBox
        label={t('repeat.interval')}
        value={every}
        max={maxInterval}
        onChange={(next) => onChange({ every: next })}
      />
      <SmallSelect
        label={t('repeat.unit')}
        value={unit}
        options={units.map((name) => [name, t(`repeat.units.${name}`, { count: every })])}
        onChange={(value) => {
          const next = units.find((name) => name === value);
          if (next) onChange({ unit: next });
        }}
      />
    </div>
  );
}
