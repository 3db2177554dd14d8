import { useMutation, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import type texts from '../../../texts/en/admin.json';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Job } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import { jobsQuery, runJob } from '../../data/administration/queries.ts';

/** The scheduled jobs of the server. */
export function JobsPage() {
  const { t } = useTexts();
  const query = useQuery(jobsQuery);
  return (
    <Page title={t('admin.jobs')}>
      <p className="text-soft">{t('admin.jobsText')}</p>
      <Unread query={query} />
      <ul aria-label={t('admin.jobs')} className="grid grid-cols-[minmax(0,1fr)]">
        {query.data?.items.map((job) => (
          <JobRow key={job.name} job={job} />
        ))}
      </ul>
    </Page>
  );
}

type TitledJob = keyof typeof texts.admin.jobNames;

/** The name of the title of a job; null for a job that another release has. */
function titleNameOf(job: string): TitledJob | null {
  const name = job.replace('.', '-');
  return i18next.exists(`admin.jobNames.${name}`) ? (name as TitledJob) : null;
}

function JobRow({ job: { name, cron, lastRun } }: { job: Job }) {
  const { t } = useTexts();
  const titleName = titleNameOf(name);
  const title = titleName && t(`admin.jobNames.${titleName}`);
  const run = useMutation({
    mutationFn: () => runJob(name),
    onSuccess: () => showToast({ text: t('admin.jobStarted', { name: title ?? name }) }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-3 last:border-0">
      <div className="min-w-0 flex-1 basis-48">
        <h2 className="font-medium">
          {title ?? (
            <bdi dir="ltr" className="wrap-anywhere">
              {name}
            </bdi>
          )}
        </h2>
        <p className="flex flex-wrap gap-x-3 text-meta text-muted">
          {title !== null && <bdi dir="ltr">{name}</bdi>}
          <bdi dir="ltr" className="tabular-nums">
            {cron}
          </bdi>
          {lastRun === null ? (
            <span>{t('admin.notRun')}</span>
          ) : (
            <span className={lastRun.state === 'failed' ? 'text-danger' : ''}>
              {t(`admin.runs.${lastRun.state}`)} <Ago moment={lastRun.finishedAt ?? lastRun.startedAt} />
            </span>
          )}
        </p>
        {typeof lastRun?.error === 'string' && (
          <p dir="ltr" lang="en" className="text-meta wrap-anywhere text-danger rtl:text-end">
            {lastRun.error}
          </p>
        )}
      </div>
      <Button
        aria-label={t('admin.runNamed', { name: title ?? name })}
        isBusy={run.isPending}
        onClick={() => run.mutate()}
      >
        {t('admin.run')}
      </Button>
    </li>
  );
}
