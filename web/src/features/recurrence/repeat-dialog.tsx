import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Recurrence } from '../../api/types.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CalendarField } from './calendar-field.tsx';
import { EndFields } from './end-fields.tsx';
import { MonthFields } from './month-fields.tsx';
import { NextDates } from './next-dates.tsx';
import { hasCalendar, type Plan, planOf, ruleOf } from './plan.ts';
import type { Due } from '../../data/recurrence/queries.ts';
import { RhythmFields } from './rhythm-fields.tsx';
import { repeatSentence } from './sentence.ts';
import { WeekFields } from './week-fields.tsx';

interface RepeatDialogProps {
  readonly recurrence: Recurrence | null;
  /** The date from which it repeats. */
  readonly due: Due;
  readonly onClose: () => void;
  readonly onSave: (recurrence: Recurrence | null) => void;
}

const weekly: Omit<Plan, 'calendar'> = {
  every: 1,
  unit: 'week',
  weekdays: [],
  monthDay: { kind: 'same' },
  end: { kind: 'never' },
};

/** Edits how a task repeats. A sentence shows the current rule in words. */
export function RepeatDialog({ recurrence, due, onClose, onSave }: RepeatDialogProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const start: Plan = { ...weekly, calendar: dateFormat.calendar };
  // A rule that the editor does not support is kept unless a new one is started.
  const [initialPlan] = useState(() => (recurrence ? planOf(recurrence.rule, dateFormat) : start));
  const [plan, setPlan] = useState<Plan | null>(initialPlan);
  const [from, setFrom] = useState<Recurrence['from']>(recurrence?.from ?? 'due');
  // An unchanged rule is saved exactly as it was.
  const rule = recurrence && plan === initialPlan ? recurrence.rule : ruleOf(plan ?? start);
  const next = { rule, from };
  const change = (part: Partial<Plan>) => setPlan((before) => ({ ...(before ?? start), ...part }));

  const finish = (result: Recurrence | null) => {
    onSave(result);
    onClose();
  };
  return (
    <Dialog
      title={t('task.repeats')}
      onClose={onClose}
      actions={
        <>
          {recurrence && (
            <Button tone="careful" className="me-auto" onClick={() => finish(null)}>
              {t('repeat.end')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" onClick={() => finish(next)}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      {plan ? (
        <div className="grid gap-4">
          <RhythmFields plan={plan} onChange={change} />
          {plan.unit === 'week' && <WeekFields plan={plan} onChange={change} />}
          {plan.unit === 'month' && <MonthFields plan={plan} onChange={change} />}
          {hasCalendar(plan) && <CalendarField plan={plan} onChange={change} />}
          <EndFields plan={plan} onChange={change} />
        </div>
      ) : (
        <div className="grid justify-items-start gap-2">
          <p className="text-soft">{t('repeat.ownRule')}</p>
          <Button size="small" onClick={() => setPlan(start)}>
            {t('repeat.newRule')}
          </Button>
        </div>
      )}
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 font-medium text-soft">{t('repeat.from')}</legend>
        {(['due', 'completion'] as const).map((kind) => (
          <label key={kind} className="flex items-center gap-2.5">
            <input type="radio" name="from" className="size-4" checked={from === kind} onChange={() => setFrom(kind)} />
            {t(`repeat.from-${kind}`)}
          </label>
        ))}
      </fieldset>
      <p role="status" className="rounded-[6px] bg-hover px-3 py-2">
        {repeatSentence(next, dateFormat, now)} <span className="text-soft">{t('repeat.then')}</span>
      </p>
      <NextDates recurrence={next} due={due} />
    </Dialog>
  );
}
