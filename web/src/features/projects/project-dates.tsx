import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { dayOf, formatDay } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { isOpen } from '../../data/projects/status.ts';

/** Start and target date; a past target is shown as overdue. */
export function ProjectDates({ project }: { project: Pick<Project, 'startDate' | 'targetDate' | 'status'> }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { startDate, targetDate, status } = project;
  if (startDate === null && targetDate === null) return null;
  const isLate = targetDate !== null && isOpen(status) && targetDate < dayOf(now, dateFormat.timeZone);
  const day = (date: string) => <time dateTime={date}>{formatDay(date, dateFormat, now)}</time>;
  return (
    <span className={classNames('whitespace-nowrap', isLate && 'text-danger')}>
      {startDate !== null && day(startDate)}
      {' – '}
      {targetDate !== null && day(targetDate)}
      {isLate && <span className="sr-only"> {t('projects.late')}</span>}
    </span>
  );
}
