import type { Chip, QuickAddResult } from '../../../../src/shared/quick-add/quick-add.ts';
import { type DateFormat, formatDay, formatTime } from '../../i18n/dates.ts';
import { nearDay } from '../../i18n/due.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useNow } from '../../lib/use-now.ts';
import { repeatSentence } from '../recurrence/sentence.ts';

/** What a chip says: the meaning of its words, in the reader's language and calendar. */
export function useChipText(result: QuickAddResult): (chip: Chip) => string {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const has = (kind: Chip['kind']) => result.chips.some((chip) => chip.kind === kind);
  const time = result.time === null ? '' : timeText(result.time, dateFormat);
  const near = result.day === null ? null : nearDay(result.day, dateFormat.timeZone, now);
  const day = result.day === null ? '' : near ? t(`dates.${near}`) : formatDay(result.day, dateFormat, now);
  const dayAndTime = [day, time].filter(Boolean).join(' ');
  return (chip) => {
    switch (chip.kind) {
      case 'date':
        return has('time') ? day : dayAndTime;
      case 'time':
        return has('date') || has('recurrence') ? time : dayAndTime;
      case 'recurrence': {
        const sentence = repeatSentence({ rule: result.rule ?? '', from: 'due' }, dateFormat, now);
        const stop = t('repeat.stop');
        const rule = sentence.endsWith(stop) ? sentence.slice(0, -stop.length) : sentence;
        return has('date') ? rule : t('quickAdd.first', { rule, day: has('time') ? day : dayAndTime });
      }
      case 'priority':
        return t(`shared:priorities.${chip.priority}`);
      case 'tag':
        return chip.candidates[0]?.name ?? chip.text;
    }
  };
}

/** A time of day, whatever day it is. */
function timeText(time: string, dateFormat: DateFormat): string {
  return formatTime(`2026-01-01T${time}:00Z`, { ...dateFormat, timeZone: 'UTC' });
}
