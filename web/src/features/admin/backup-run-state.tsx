import { useTexts } from '../../i18n/use-texts.ts';
import type { BackupRun } from '../../api/types.ts';
import { formatBytes } from '../../i18n/bytes.ts';
import { Ago } from '../../ui/ago.tsx';

/** How the last backup by the server ended, or how far it is. */
export function BackupRunState({ run }: { run: BackupRun }) {
  const { t } = useTexts();
  const { state, startedAt, finishedAt, bytes, expectedBytes, error } = run;
  if (state === 'running') {
    // The size is an estimate: the present backup may be larger.
    const total = expectedBytes !== null && expectedBytes > bytes ? { value: bytes, max: expectedBytes } : {};
    return (
      <section className="grid gap-2" aria-live="polite">
        <h2 className="font-semibold">{t('backups.running')}</h2>
        <progress aria-label={t('backups.running')} className="progress" {...total} />
        <p className="text-meta text-muted">{t('backups.read', { amount: formatBytes(bytes) })}</p>
      </section>
    );
  }
  return (
    <section className="grid gap-1" aria-live="polite">
      <p className={state === 'done' ? 'text-soft' : 'text-danger'}>
        {t(`backups.states.${state}`)} <Ago moment={finishedAt ?? startedAt} />
      </p>
      {error !== null && (
        <p dir="ltr" lang="en" className="text-start text-meta wrap-anywhere text-danger rtl:text-end">
          {error}
        </p>
      )}
    </section>
  );
}
