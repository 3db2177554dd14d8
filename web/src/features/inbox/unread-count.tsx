import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useUnread } from '../../data/notifications/queries.ts';

/** The number of unread notifications, also in the page's title. */
export function UnreadCount() {
  const { t } = useTexts();
  const count = useUnread();
  if (count === 0) return null;
  return (
    <span className="rounded-full bg-accent-fill px-1.5 text-[11px] leading-4.5 font-medium text-on-accent">
      <span aria-hidden>{formatNumber(count)}</span>
      <span className="sr-only">{t('inbox.unreadCount', { count })}</span>
    </span>
  );
}
