import { AlarmClock, AlarmClockOff, CalendarClock, Check, Repeat2, Sunrise } from 'lucide-react';
import type { NewReminder, Reminder, Task } from '../../../api/types.ts';
import { setReminder } from '../../../data/reminders/set-reminder.ts';
import { addDays, dayOf, type DateFormat, formatMoment, formatTime } from '../../../i18n/dates.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Icon } from '../../../ui/icon.tsx';
import { ActionMenu } from '../../../ui/popup/action-menu.tsx';
import type { MenuAction } from '../../../ui/popup/menu-action.ts';
import { morningOf, tomorrowMorning } from '../../../ui/popup/moment.ts';
import type { PopupState } from '../../../ui/popup/popup.tsx';

interface ReminderMenuProps {
  readonly state: PopupState;
  readonly task: Task;
  readonly reminder: Reminder | null;
  readonly onCustom: () => void;
}

const halfHourMs = 1_800_000;
const laterMs = 2 * 3_600_000;
const dayMinutes = 1_440;

/** Times for a reminder; whether it repeats; its removal. */
export function ReminderMenu({ state, task, reminder, onCustom }: ReminderMenuProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const set = (next: NewReminder | null) => void setReminder(task, next);
  const keptRepeat = reminder?.repeat ? { repeat: reminder.repeat } : {};
  const { laterToday, tomorrow, inAWeek, dayBefore } = presets(task, now, dateFormat);

  const times: MenuAction[] = [
    ...(laterToday === null
      ? []
      : [
          {
            id: 'later',
            label: t('reminder.laterToday'),
            icon: <Icon of={AlarmClock} />,
            detail: formatTime(laterToday, dateFormat),
            run: () => set({ at: laterToday, ...keptRepeat }),
          },
        ]),
    {
      id: 'tomorrow',
      label: t('reminder.tomorrow'),
      icon: <Icon of={Sunrise} />,
      detail: formatTime(tomorrow, dateFormat),
      run: () => set({ at: tomorrow, ...keptRepeat }),
    },
    {
      id: 'week',
      label: t('reminder.inAWeek'),
      icon: <Icon of={Sunrise} />,
      detail: formatMoment(inAWeek, dateFormat, now),
      run: () => set({ at: inAWeek, ...keptRepeat }),
    },
    ...(dayBefore === null
      ? []
      : [
          {
            id: 'before',
            label: t('reminder.dayBefore'),
            icon: <Icon of={CalendarClock} />,
            detail: formatMoment(dayBefore, dateFormat, now),
            run: () => set({ before: dayMinutes, ...keptRepeat }),
          },
        ]),
    { id: 'custom', label: t('reminder.custom'), icon: <Icon of={CalendarClock} />, run: onCustom },
  ];
  return (
    <ActionMenu
      state={state}
      label={t('reminder.name')}
      groups={[{ id: 'times', items: times }, ...(reminder ? [{ id: 'set', items: ofReminder(reminder) }] : [])]}
    />
  );

  function ofReminder({ at, before, repeat, nextAt }: Reminder): MenuAction[] {
    // The first time of a repeating reminder may have passed.
    const when = at === null ? { before: before ?? 0 } : { at: nextAt ?? at };
    const isDaily = repeat === 'daily';
    return [
      {
        id: 'repeat',
        label: t('reminder.repeatDaily'),
        icon: <Icon of={Repeat2} />,
        ...(isDaily ? { mark: <Icon of={Check} className="text-accent" /> } : {}),
        run: () => set({ ...when, repeat: isDaily ? null : 'daily' }),
      },
      {
        id: 'remove',
        label: t('reminder.remove'),
        icon: <Icon of={AlarmClockOff} />,
        isDanger: true,
        run: () => set(null),
      },
    ];
  }
}

/** Moments in the reader's time zone; null for what has passed. */
function presets({ dueDate, dueAt }: Task, now: Date, { timeZone }: DateFormat) {
  const today = dayOf(now, timeZone);
  const later = new Date(Math.ceil((now.getTime() + laterMs) / halfHourMs) * halfHourMs);
  const before =
    dueAt === null
      ? dueDate && morningOf(addDays(dueDate, -1), timeZone)
      : new Date(Date.parse(dueAt) - dayMinutes * 60_000).toISOString();
  return {
    laterToday: dayOf(later, timeZone) === today ? later.toISOString() : null,
    tomorrow: tomorrowMorning(now, timeZone),
    inAWeek: morningOf(addDays(today, 7), timeZone),
    dayBefore: before && Date.parse(before) > now.getTime() ? before : null,
  };
}
