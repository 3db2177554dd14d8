import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { directionOf } from '../../i18n/bidi.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { messageQuery } from '../../data/mail-log/queries.ts';
import { isRetryable } from '../../data/mail-log/states.ts';
import { RetryButton } from './retry-button.tsx';
import { TextWithLinks } from './text-with-links.tsx';

/** A mail as plain text, without its pictures and styles. */
export function MessagePage() {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { messageId } = useParams({ from: '/_session/_shell/admin/messages/$messageId' });
  const { data: message, error, refetch } = useQuery(messageQuery(messageId));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!message) return null;
  const properties = [
    { name: t('outbox.to'), value: message.recipient },
    { name: t('outbox.type'), value: message.type },
    { name: t('outbox.when'), value: formatMoment(message.createdAt, dateFormat, now) },
  ];
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] gap-5 p-6 max-sm:p-4">
      <Link to="/admin/messages" search={true} className="text-accent-text lg:hidden">
        {t('outbox.back')}
      </Link>
      <h2 className="text-title font-semibold" dir={directionOf(message.subject)}>
        {message.subject}
      </h2>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-meta wrap-anywhere">
        {properties.map(({ name, value }) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {message.error !== null && (
        <p className="rounded-[6px] bg-danger-wash px-3 py-2 wrap-anywhere text-danger">
          <bdi>{message.error}</bdi>
        </p>
      )}
      {isRetryable(message) && <RetryButton id={message.id} />}
      {message.hidesLinks && <p className="text-muted">{t('outbox.hidden')}</p>}
      <div className="rounded-normal border border-line bg-surface p-5 text-reading">
        <TextWithLinks text={message.text} />
      </div>
    </article>
  );
}
