import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Backlink, Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { MoreButton } from '../../../ui/more-button.tsx';
import { backlinksQuery } from '../../../data/backlinks/queries.ts';
import { useTask } from '../../../data/tasks/tasks.ts';
import { statusName } from '../../../data/workflow/status-name.ts';
import { StatusRing } from '../../tasks/status-ring.tsx';

/** The tasks whose descriptions or comments name this one. */
export function Backlinks({ task }: { task: Task }) {
  const { t } = useTexts();
  const query = useInfiniteQuery(backlinksQuery(task.id));
  const backlinks = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (backlinks.length === 0) return null;
  return (
    <section aria-label={t('backlinks.title')} className="grid grid-cols-1 gap-2">
      <h3 className="font-medium">{t('backlinks.title')}</h3>
      <ul className="grid grid-cols-1">
        {backlinks.map((backlink) => (
          <BacklinkLine key={`${backlink.task.id} ${backlink.commentId ?? ''}`} backlink={backlink} />
        ))}
      </ul>
      <MoreButton query={query} />
    </section>
  );
}

function BacklinkLine({ backlink }: { backlink: Backlink }) {
  const { id: taskId, key, title, category, status } = useTask(backlink.task.id) ?? backlink.task;
  return (
    <li className="relative -mx-2 grid grid-cols-[auto_1fr_auto] items-center gap-x-2.5 rounded-[6px] px-2 py-1 hover:bg-hover">
      <span role="img" aria-label={statusName(status)} title={statusName(status)}>
        <StatusRing category={category} />
      </span>
      <Link
        to="/tasks/$taskId"
        params={{ taskId }}
        className="own-direction min-w-0 truncate after:absolute after:inset-0"
      >
        {title}
      </Link>
      <span className="text-meta text-muted" dir="ltr">
        {key}
      </span>
      <p className="own-direction col-start-2 col-end-4 line-clamp-2 text-meta wrap-anywhere text-muted">
        {backlink.excerpt}
      </p>
    </li>
  );
}
