import { Download } from 'lucide-react';
import type { Export } from '../../api/types.ts';
import { exportFileUrl } from '../../data/exports/queries.ts';
import { formatBytes } from '../../i18n/bytes.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useNow } from '../../lib/use-now.ts';

/** An export: when it was made, what became of it, and its archive while there is one. */
export function ExportRow({ row }: { row: Export }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const made = formatMoment(row.createdAt, dateFormat, now);
  const isAvailable = row.availableUntil !== null && new Date(row.availableUntil) > now;
  const state = row.status === 'done' && !isAvailable ? 'expired' : row.status;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-3 last:border-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium">{made}</p>
        <p className="flex flex-wrap gap-x-3 text-meta text-muted">
          <span>{t(`exports.status.${state}`)}</span>
          {isAvailable && row.bytes !== null && <span>{formatBytes(row.bytes)}</span>}
          {isAvailable && row.availableUntil !== null && (
            <span>{t('exports.until', { date: formatMoment(row.availableUntil, dateFormat, now) })}</span>
          )}
        </p>
      </div>
      {isAvailable && (
        <a
          href={exportFileUrl(row)}
          download
          className={buttonClass()}
          aria-label={t('exports.downloadNamed', { date: made })}
        >
          <Icon of={Download} />
          {t('exports.download')}
        </a>
      )}
    </li>
  );
}
