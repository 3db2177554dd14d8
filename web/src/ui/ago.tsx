import { formatAgo, formatMoment } from '../i18n/dates.ts';
import { useDateFormat } from '../i18n/use-date-format.ts';
import { useNow } from '../lib/use-now.ts';

/** A relative time, with the exact one in a tooltip. */
export function Ago({ moment }: { moment: string }) {
  const dateFormat = useDateFormat();
  const now = useNow();
  return (
    <time dateTime={moment} title={formatMoment(moment, dateFormat, now)}>
      {formatAgo(moment, dateFormat, now)}
    </time>
  );
}
