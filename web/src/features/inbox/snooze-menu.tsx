import { AlarmClock, Armchair, CalendarClock, CalendarDays, Sunrise } from 'lucide-react';
import { formatMoment, formatTime } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { ActionMenu } from '../../ui/popup/action-menu.tsx';
import type { MenuAction } from '../../ui/popup/menu-action.ts';
import type { PopupState } from '../../ui/popup/popup.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { snoozeTimes } from './snooze-times.ts';

interface SnoozeMenuProps {
  readonly state: PopupState;
  readonly onChoose: (until: string) => void;
  readonly onCustom: () => void;
}

const mondayToFriday = { weekStart: 1, workingDays: [1, 2, 3, 4, 5] };

/** Times to snooze until, by the week of the reader's organization. */
export function SnoozeMenu({ state, onChoose, onCustom }: SnoozeMenuProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const week = useOrganization() ?? mondayToFriday;
  const { laterToday, tomorrow, weekend, nextWeek } = snoozeTimes(now, dateFormat, week);
  const times = [
    { id: 'laterToday', until: laterToday, icon: AlarmClock },
    { id: 'tomorrow', until: tomorrow, icon: Sunrise },
    { id: 'weekend', until: weekend, icon: Armchair },
    { id: 'nextWeek', until: nextWeek, icon: CalendarDays },
  ] as const;
  const itemOf = ({ id, until, icon }: (typeof times)[number]): (MenuAction & { until: string })[] => {
    if (until === null) return [];
    const isNear = id === 'laterToday' || id === 'tomorrow';
    const detail = isNear ? formatTime(until, dateFormat) : formatMoment(until, dateFormat, now);
    return [{ id, until, label: t(`snooze.${id}`), icon: <Icon of={icon} />, detail, run: () => onChoose(until) }];
  };
  const items = [
    ...times.flatMap(itemOf).toSorted((a, b) => (a.until < b.until ? -1 : 1)),
    { id: 'custom', label: t('snooze.custom'), icon: <Icon of={CalendarClock} />, run: onCustom },
  ];
  return <ActionMenu state={state} label={t('snooze.title')} groups={[{ id: 'times', items }]} />;
}
