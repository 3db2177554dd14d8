import { useTexts } from '../../i18n/use-texts.ts';
import type { Import } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { isRunning } from '../../data/imports/queries.ts';

export function ImportProgress({ of }: { of: Import }) {
  const { t } = useTexts();
  const { status, dryRun, progress } = of;
  const { done, total } = progress;
  return (
    <section className="grid gap-2" aria-live="polite">
      <h2 className="text-title font-semibold">
        {t(dryRun && status === 'done' ? 'imports.titles.dryDone' : `imports.titles.${status}`)}
      </h2>
      {isRunning(of) && (
        <>
          <progress
            aria-label={t('imports.progress')}
            className="progress"
            {...(total > 0 ? { value: done, max: total } : {})}
          />
          <p className="text-meta text-muted">
            {total > 0
              ? t('imports.progressText', { done: formatNumber(done), total: formatNumber(total) })
              : t('imports.reading')}
          </p>
        </>
      )}
    </section>
  );
}
