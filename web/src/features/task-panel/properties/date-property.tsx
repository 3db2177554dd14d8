import type { LucideIcon } from 'lucide-react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { formatDay, formatTime, hasSameTime, shownZone } from '../../../i18n/dates.ts';
import { nearDay } from '../../../i18n/due.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Icon } from '../../../ui/icon.tsx';
import type { ChosenDate } from '../../../ui/popup/date-popup.tsx';
import { DatePopupButton } from '../../../ui/popup/date-popup-button.tsx';
import { DueText } from '../../tasks/due-text.tsx';
import { Unset } from './unset.tsx';
import type { Save } from '../edits/use-edits.ts';

interface DatePropertyProps {
  readonly task: Task;
  readonly save: Save;
  readonly field: 'startDate' | 'dueDate';
  readonly label: string;
  readonly icon: LucideIcon;
  readonly isReadOnly: boolean;
}

export function DateProperty({ task, save, field, label, icon, isReadOnly }: DatePropertyProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const day = field === 'dueDate' && task.dueAt !== null ? null : task[field];
  const moment = field === 'dueDate' ? task.dueAt : null;
  // A time that was set in another zone is also shown in that zone, if it is another time there.
  const zone = task.dueTimezone === null ? dateFormat.timeZone : shownZone(task.dueTimezone);
  const isElsewhere = moment !== null && !hasSameTime(moment, zone, dateFormat.timeZone);
  const isSet = day !== null || moment !== null;
  // A day replaces a time, and the other way round.
  const choose = ({ day: dueDate, moment: dueAt }: ChosenDate) =>
    void save(task, field === 'startDate' ? { startDate: dueDate } : { dueDate, dueAt });

  const startText = () => {
    if (task.startDate === null) return '';
    const nearDayName = nearDay(task.startDate, dateFormat.timeZone, now);
    return nearDayName === null ? formatDay(task.startDate, dateFormat, now) : t(`dates.${nearDayName}`);
  };
  return (
    <DatePopupButton
      label={label}
      day={day}
      moment={moment}
      hasTime={field === 'dueDate'}
      onChoose={choose}
      className="property"
      disabled={isReadOnly}
    >
      {isSet && <Icon of={icon} />}
      {!isSet && <Unset name={label} />}
      {isSet && (field === 'dueDate' ? <DueText task={task} /> : startText())}
      {isElsewhere && (
        <span className="text-meta text-muted">
          {t('task.meantIn', { time: formatTime(moment, { ...dateFormat, timeZone: zone }), zone: zoneName(zone) })}
        </span>
      )}
      {isSet && <span className="sr-only">{label}</span>}
    </DatePopupButton>
  );
}

/** `Europe/Berlin` → Berlin. */
function zoneName(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
