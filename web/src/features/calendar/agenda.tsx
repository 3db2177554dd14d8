import { Plus } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import type { PlannedTask } from '../../data/calendar/planned.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import type { Selection } from '../../lib/use-selection.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TaskRows } from '../task-rows/task-rows.tsx';

interface AgendaProps {
  readonly scope: TaskScope;
  readonly day: string;
  readonly planned: readonly PlannedTask[];
  readonly selection: Selection;
  readonly mayWork: boolean;
  readonly openTaskId: string | undefined;
  readonly onOpen: (taskId: string) => void;
  readonly onCreate: ((day: string) => void) | undefined;
}

/** The tasks of the chosen day, below a month that has no room for them. */
export function Agenda({ scope, day, planned, selection, mayWork, openTaskId, onOpen, onCreate }: AgendaProps) {
  const { t } = useTexts();
  const date = formatDayLong(day, useDateFormat());
  const own = planned.filter(({ start, end }) => start <= day && end >= day).map(({ task }) => task);
  return (
    <section aria-label={date} className="calendar-agenda">
      <div className="flex flex-none items-center gap-2 border-b border-line ps-4 pe-2">
        <h3 className="min-w-0 flex-1 truncate font-medium">{date}</h3>
        {onCreate && (
          <IconButton label={t('taskCalendar.createOn', { date })} className="size-11" onClick={() => onCreate(day)}>
            <Icon of={Plus} />
          </IconButton>
        )}
      </div>
      {own.length === 0 ? (
        <p className="px-4 py-6 text-soft">{t('taskCalendar.nothingOnDay')}</p>
      ) : (
        <TaskRows
          key={day}
          label={date}
          organizationId={scope.organizationId}
          groups={[{ id: day, tasks: own }]}
          selection={selection}
          mayWork={mayWork}
          hasTeams={scope.project !== undefined}
          openTaskId={openTaskId}
          onOpen={onOpen}
        />
      )}
    </section>
  );
}
