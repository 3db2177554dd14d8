import { useQuery } from '@tanstack/react-query';
import { AlarmClock, Repeat2 } from 'lucide-react';
import { useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { reminderQuery } from '../../../data/reminders/queries.ts';
import { formatMoment } from '../../../i18n/dates.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Icon } from '../../../ui/icon.tsx';
import { closing, lazyPart } from '../../../ui/lazy-part.tsx';
import { PopupButton } from '../../../ui/popup/popup-button.tsx';

const LazyReminderMenu = lazyPart(async () => (await import('./reminder-menu.tsx')).ReminderMenu, {
  failed: closing(({ state }) => state.close()),
});
const ReminderDialog = lazyPart(async () => (await import('./reminder-dialog.tsx')).ReminderDialog, {
  failed: closing(({ onClose }) => onClose()),
});

/** Whether the signed-in person has a reminder of a task. */
export function useHasReminder(taskId: string): boolean {
  const { data: reminder = null } = useQuery({ ...reminderQuery(taskId), staleTime: Infinity });
  return reminder !== null;
}

/** The signed-in person's own reminder, for everyone who can read the task. */
export function ReminderProperty({ task }: { task: Task }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const [isChoosing, setChoosing] = useState(false);
  const { data: reminder = null } = useQuery({ ...reminderQuery(task.id), staleTime: Infinity });
  const when = reminder?.nextAt ? formatMoment(reminder.nextAt, dateFormat, now) : t('reminder.waiting');
  return (
    <>
      <PopupButton
        kind="menu"
        className="property"
        aria-label={reminder ? t('reminder.is', { when }) : t('reminder.name')}
        preload={LazyReminderMenu.preload}
        popup={(state) => (
          <LazyReminderMenu state={state} task={task} reminder={reminder} onCustom={() => setChoosing(true)} />
        )}
      >
        {reminder && <Icon of={AlarmClock} />}
        {reminder ? when : <span className="text-muted">{t('reminder.name')}</span>}
        {reminder?.repeat && <Icon of={Repeat2} />}
      </PopupButton>
      {isChoosing && <ReminderDialog task={task} reminder={reminder} onClose={() => setChoosing(false)} />}
    </>
  );
}
