import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { queryClient } from '../../api/query-client.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { showToast } from '../../ui/toasts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useMe } from '../../data/session/use-me.ts';
import { ImportProgress } from './import-progress.tsx';
import { ImportReport } from './import-report.tsx';
import { cancelImport, importQuery, isRunning, runImport, runnableUntil } from '../../data/imports/queries.ts';
import { keys as teamKeys } from '../../data/teams/keys.ts';

/** One import: its progress, then its report. */
export function ImportPage() {
  const { t } = useTexts();
  const { importId } = useParams({ from: '/_session/_shell/imports/$importId' });
  const { data, error, refetch } = useQuery(importQuery(importId));
  const cancel = useMutation({
    mutationFn: () => cancelImport(importId),
    onError: (problem) => showToast({ tone: 'danger', text: t('imports.cancelFailed'), detail: problemText(problem) }),
  });
  const run = useMutation({
    mutationFn: () => runImport(importId),
    onError: (problem) => showToast({ tone: 'danger', text: t('imports.runFailed'), detail: problemText(problem) }),
  });
  const me = useMe();
  const now = useNow();
  const dateFormat = useDateFormat();
  const teamId = data?.teamId ?? null;
  useEffect(() => {
    // If the import created a team, the sidebar has to read the teams again.
    if (teamId !== null) void queryClient.invalidateQueries({ queryKey: teamKeys.all });
  }, [teamId]);

  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const isImportRunning = isRunning(data);
  const until = runnableUntil(data, me.id, now);
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="own-direction min-w-0 truncate text-reading font-semibold">{data.filename}</h1>
        <div className="ms-auto flex gap-2">
          {isImportRunning && (
            <Button isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
              {t('imports.cancel')}
            </Button>
          )}
          {until !== null && (
            <Button tone="primary" isBusy={run.isPending} onClick={() => run.mutate()}>
              {t('imports.run')}
            </Button>
          )}
          {teamId !== null && !data.dryRun && (
            <Link
              to="/teams/$teamId/board"
              params={{ teamId }}
              className={buttonClass({ tone: isImportRunning ? 'secondary' : 'primary' })}
            >
              {t('imports.openBoard')}
            </Link>
          )}
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-2xl gap-8 p-4">
          <ImportProgress of={data} />
          {until !== null && (
            <p className="text-soft">{t('imports.runUntil', { date: formatMoment(until, dateFormat, now) })}</p>
          )}
          {!isImportRunning && <ImportReport of={data} />}
        </div>
      </div>
    </div>
  );
}
