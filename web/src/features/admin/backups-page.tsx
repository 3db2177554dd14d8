import { useMutation, useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Backups } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import { backupsQuery, startBackup } from '../../data/administration/backups.ts';
import { BackupRow } from './backup-row.tsx';
import { BackupRunState } from './backup-run-state.tsx';

/** The backups of the server: the one that is being made, those that are kept, and how to restore one. */
export function BackupsPage() {
  const { t } = useTexts();
  const query = useQuery(backupsQuery);
  const start = useMutation({
    mutationFn: startBackup,
    onSuccess: () => showToast({ text: t('backups.started') }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  const backups = query.data;
  return (
    <Page
      title={t('backups.title')}
      action={
        <Button isBusy={start.isPending || backups?.run?.state === 'running'} onClick={() => start.mutate()}>
          {t('backups.start')}
        </Button>
      }
    >
      <Unread query={query} />
      {backups && (
        <>
          <Plan backups={backups} />
          {backups.run && <BackupRunState run={backups.run} />}
          <Section title={t('backups.kept')}>
            {backups.problem !== null && (
              <p dir="ltr" lang="en" className="text-start wrap-anywhere text-danger rtl:text-end">
                {backups.problem}
              </p>
            )}
            {backups.problem === null && backups.items.length === 0 && (
              <EmptyState title={t('backups.emptyTitle')} text={t('backups.emptyText')} />
            )}
            <ul aria-label={t('backups.kept')} className="grid grid-cols-[minmax(0,1fr)]">
              {backups.items.map((backup) => (
                <BackupRow key={backup.file} backup={backup} />
              ))}
            </ul>
          </Section>
        </>
      )}
    </Page>
  );
}

/** Where backups go, when they are made, and what they contain. */
function Plan({ backups: { target, schedule, isEncrypted, withKeys } }: { backups: Backups }) {
  const { t } = useTexts();
  const rows = [
    { name: t('backups.target'), value: target, isCode: true },
    { name: t('backups.schedule'), value: schedule ?? t('backups.noSchedule'), isCode: schedule !== null },
    { name: t('backups.encryption'), value: t(isEncrypted ? 'backups.encrypted' : 'backups.notEncrypted') },
    { name: t('backups.keys'), value: t(withKeys ? 'backups.withKeys' : 'backups.withoutKeys') },
  ];
  return (
    <dl className="grid gap-3 sm:grid-cols-[10rem_minmax(0,1fr)] sm:gap-y-2">
      {rows.map(({ name, value, isCode = false }) => (
        <div key={name} className="contents">
          <dt className="text-muted max-sm:-mb-2.5">{name}</dt>
          <dd className="wrap-anywhere">{isCode ? <bdi dir="ltr">{value}</bdi> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
