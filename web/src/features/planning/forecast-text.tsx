import { useTexts } from '../../i18n/use-texts.ts';
import type { Progress } from '../../api/types.ts';
import { formatDay } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';

/** The forecast with its probability and the data it is based on. */
export function ForecastText({ forecast, isDone }: { forecast: Progress['forecast']; isDone: boolean }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  if (isDone) return <p className="text-soft">{t('progress.allDone')}</p>;
  if (forecast === null) return <p className="text-soft">{t('progress.noForecast')}</p>;
  const { earliest, likely, latest, basis } = forecast;
  const day = (date: string) => formatDay(date, dateFormat, now);
  return (
    <>
      <p>{t('progress.likely', { likely: day(likely), earliest: day(earliest), latest: day(latest) })}</p>
      <p className="text-meta text-muted">
        {t('progress.basis', { count: basis.done })} {t('progress.basisWeeks', { count: basis.weeks })}
      </p>
      <p className="max-w-prose text-meta text-muted">{t('progress.method')}</p>
    </>
  );
}
