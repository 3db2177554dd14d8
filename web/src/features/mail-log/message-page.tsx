import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { directionOf } from '../../i18n/bidi.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { messageQuery } from '../../data/mail-log/queries.ts';
import { isRetryable } from '../../data/mail-log/states.ts';
import { useTypeName } from '../../data/mail-log/use-type-name.ts';
import { MessagePreview } from './message-preview.tsx';
import { RetryButton } from './retry-button.tsx';

/** An email: what became of it, and how it looks. */
export function MessagePage() {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const nameOf = useTypeName();
  const { messageId } = useParams({ from: '/_session/_shell/admin/messages/$messageId' });
  const { data: message, error, refetch } = useQuery(messageQuery(messageId));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!message) return null;
  const moment = (at: string) => formatMoment(at, dateFormat, now);
  const properties = [
    { name: t('mailLog.to'), value: message.recipient },
    { name: t('mailLog.type'), value: nameOf(message.type) },
    { name: t('mailLog.state'), value: t(`mailLog.states.${message.state}`) },
    { name: t('mailLog.when'), value: moment(message.createdAt) },
    ...(message.sentAt === null ? [] : [{ name: t('mailLog.sentAt'), value: moment(message.sentAt) }]),
    ...(message.provider === null || message.provider === 'outbox'
      ? []
      : [{ name: t('mailLog.sentBy'), value: t(`mailLog.providers.${message.provider}`) }]),
    { name: t('mailLog.attempts'), value: formatNumber(message.attempts) },
    { name: t('mailLog.messageId'), value: message.messageId },
  ];
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] gap-5 p-6 max-sm:p-4">
      <Link to="/admin/messages" search={true} className="tap text-accent-text lg:hidden">
        {t('mailLog.back')}
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
      {message.hidesLinks && <p className="text-muted">{t('mailLog.hidden')}</p>}
      <MessagePreview id={message.id} text={message.text} />
    </article>
  );
}
