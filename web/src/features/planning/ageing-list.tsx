import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Statistics } from '../../api/types.ts';

/** The tasks that have been in progress the longest. */
export function AgeingList({ tasks }: { tasks: Statistics['ageing'] }) {
  const { t } = useTexts();
  if (tasks.length === 0) return <p className="text-soft">{t('statistics.nothing')}</p>;
  return (
    <ul className="grid grid-cols-1">
      {tasks.map(({ id, key, title, days }) => (
        <li key={id} className="flex min-h-8 items-center gap-3">
          <span className="w-18 shrink-0 truncate text-meta text-muted" dir="ltr">
            {key}
          </span>
          <Link
            to="/tasks/$taskId"
            params={{ taskId: id }}
            className="own-direction min-w-0 flex-1 truncate hover:underline"
          >
            {title}
          </Link>
          <span className="text-meta whitespace-nowrap text-muted">{t('statistics.days', { count: days })}</span>
        </li>
      ))}
    </ul>
  );
}
