import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { InlineQuickAdd } from '../quick-add/quick-add.tsx';
import { MyWorkRow } from './my-work-row.tsx';
import { myWorkQuery, parts } from '../../data/my-work/queries.ts';

/** My tasks across teams: overdue, today, later, and those that wait for others. */
export function MyWorkPage() {
  const { t } = useTexts();
  const { taskId } = useParams({ strict: false });
  const organization = useOrganization();
  const query = myWorkQuery(organization?.id ?? '');
  const read = useQuery({ ...query, enabled: enabledUnlessLeaving(organization !== undefined) });
  const { data } = read;
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  const isClear = data !== undefined && parts.every((part) => data[part].length === 0);
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('myWork.title')}</h1>
      </header>
      <div className={classNames('min-h-0 flex-1 overflow-y-auto', taskId !== undefined && 'lg:me-(--panel)')}>
        <div className="mx-auto grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6 p-4 pb-16 max-sm:px-2">
          {organization?.waitsForSecondFactor === false && <InlineQuickAdd />}
          <Unread query={read} />
          {isClear && <EmptyState title={t('myWork.clearTitle')} text={t('myWork.clearText')} />}
          {parts.map((part) => {
            const own = data?.[part].flatMap((id) => tasks.get(id) ?? []) ?? [];
            if (own.length === 0) return null;
            return (
              <section key={part} aria-labelledby={`my-${part}`} className="grid grid-cols-[minmax(0,1fr)] gap-1">
                <h2 id={`my-${part}`} className="flex items-center gap-2 px-2 font-medium">
                  <span className={classNames(part === 'overdue' && 'text-danger')}>{t(`myWork.${part}`)}</span>
                  <span className="text-meta font-normal text-muted">{formatNumber(own.length)}</span>
                </h2>
                <ul>
                  {own.map((task) => (
                    <MyWorkRow key={task.id} task={task} isOpen={task.id === taskId} />
                  ))}
                </ul>
              </section>
            );
          })}
        </div>
      </div>
      <Outlet />
    </div>
  );
}
