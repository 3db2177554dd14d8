import { formatAgo, formatMoment } from '../i18n/dates.ts';
import { useDateFormat } from '../i18n/use-date-format.ts';
import { useNow } from '../lib/use-now.ts';

/** How long ago something was; pointed at, it says when exactly. */
export function Ago({ moment }: { moment: string }) {
  const dateFormat = useDateFormat();
  const now = useNow();
  return (
    <time dateTime={moment} title={formatMoment(moment, dateFormat, now)}>
      {formatAgo(moment, dateFormat, now)}
    </time>
  );
}
