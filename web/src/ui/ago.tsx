import { formatAgo, formatMoment } from '../i18n/dates.ts';
import { useManner } from '../i18n/use-manner.ts';
import { useNow } from '../lib/use-now.ts';

/** How long ago something was; pointed at, it says when exactly. */
export function Ago({ moment }: { moment: string }) {
  const manner = useManner();
  const now = useNow();
  return (
    <time dateTime={moment} title={formatMoment(moment, manner, now)}>
      {formatAgo(moment, manner, now)}
    </time>
  );
}
