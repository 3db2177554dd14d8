import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { Ago } from '../../ui/ago.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { importsQuery } from '../../data/imports/queries.ts';

export function PastImports({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const query = useInfiniteQuery({ ...importsQuery(organizationId), staleTime: 0 });
  const { data, error, refetch } = query;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="past-imports" className="grid gap-2 border-t border-line pt-6">
      <h2 id="past-imports" className="font-medium">
        {t('imports.past')}
      </h2>
      <ul className="-mx-3">
        {items.map(({ id, filename, status, dryRun, createdAt, report }) => (
          <li key={id} className="relative flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
            <Link
              to="/imports/$importId"
              params={{ importId: id }}
              className="min-w-0 flex-1 after:absolute after:inset-0"
            >
              <bdi className="block truncate">{filename}</bdi>
              <span className="block text-meta text-muted">
                {t(`imports.status.${status}`)}
                {dryRun && ` · ${t('imports.wasDryRun')}`}
                {status === 'done' && ` · ${t('imports.tasks', { count: report.created.tasks })}`}
              </span>
            </Link>
            <span className="text-meta text-muted">
              <Ago moment={createdAt} />
            </span>
          </li>
        ))}
      </ul>
      <MoreButton query={query} />
    </section>
  );
}
