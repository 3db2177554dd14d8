import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import type { PlannedTask } from '../../data/calendar/planned.ts';
import { Popup } from '../../ui/popup/popup.tsx';
import { PopupButton } from '../../ui/popup/popup-button.tsx';
import { boardTaskHref } from '../navigation/links.ts';
import { StatusRing } from '../tasks/status-ring.tsx';

interface MoreButtonProps {
  readonly day: string;
  readonly hiddenCount: number;
  /** Its line below the head of the day. */
  readonly lane: number;
  /** All tasks of the day. */
  readonly planned: readonly PlannedTask[];
  readonly path: string;
  readonly onOpen: (taskId: string) => void;
}

/** Says how many tasks of a day have no room, and lists all of them. */
export function MoreButton({ day, hiddenCount, lane, planned, path, onOpen }: MoreButtonProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const date = formatDayLong(day, dateFormat);
  return (
    <PopupButton
      kind="dialog"
      preload={() => undefined}
      tabIndex={-1}
      aria-label={t('taskCalendar.moreOn', { count: hiddenCount, date })}
      className="calendar-more"
      style={{ '--lane': lane }}
      popup={(state) => (
        <Popup state={state} label={date} role="dialog">
          <div className="grid max-h-96 grid-cols-[minmax(0,1fr)] w-72 max-w-[calc(100vw-24px)] gap-1 overflow-y-auto p-2">
            <h2 className="px-2 py-1 font-medium">{date}</h2>
            <ul>
              {planned.map(({ task: { id, title, category } }) => (
                <li key={id}>
                  <a
                    href={boardTaskHref(path, id)}
                    className="flex min-h-8 items-center gap-2 rounded-[6px] px-2 hover:bg-hover pointer-coarse:min-h-11"
                    onClick={(event) => {
                      if (event.button !== 0 || event.metaKey || event.ctrlKey) return;
                      event.preventDefault();
                      state.close();
                      onOpen(id);
                    }}
                  >
                    <StatusRing category={category} className="flex-none" />
                    <span className="own-direction min-w-0 truncate">{title}</span>
                  </a>
                </li>
              ))}
            </ul>
          </div>
        </Popup>
      )}
    >
      {t('taskCalendar.more', { count: hiddenCount })}
    </PopupButton>
  );
}
