import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { Ago } from '../../ui/ago.tsx';
import { emailStatusQuery } from '../../data/mail-log/queries.ts';

/** How email is doing: the queue, those who send it, and the inbox of received email. */
export function StatusCard() {
  const { t } = useTexts();
  const { data: status } = useQuery(emailStatusQuery);
  if (!status) return null;
  const { inbox, worker, providers } = status;
  return (
    <section
      aria-label={t('mailLog.status')}
      className="grid gap-3 rounded-normal border border-line bg-surface p-4 text-meta"
    >
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2">
        <Fact name={t('mailLog.waiting')}>{formatNumber(status.waiting)}</Fact>
        {status.oldestWaitingAt !== null && (
          <Fact name={t('mailLog.oldest')}>
            <Ago moment={status.oldestWaitingAt} />
          </Fact>
        )}
        <Fact name={t('mailLog.failed')} isBad={status.failed > 0}>
          {formatNumber(status.failed)}
        </Fact>
        <Fact name={t('mailLog.undelivered')} isBad={status.undelivered > 0}>
          {formatNumber(status.undelivered)}
        </Fact>
        <Fact name={t('mailLog.workers')} isBad={!worker.isRunning}>
          {worker.isRunning ? formatNumber(worker.processes) : t('mailLog.noWorker')}
        </Fact>
      </dl>
      {providers.map(({ provider, lastSuccessAt, lastFailureAt, lastError, failingSince }) => (
        <Connection
          key={provider}
          name={t(`mailLog.providers.${provider}`)}
          failingSince={failingSince}
          error={failingSince === null ? null : lastError}
        >
          <Fact name={t('mailLog.lastSuccess')}>
            <Moment moment={lastSuccessAt} />
          </Fact>
          <Fact name={t('mailLog.lastFailure')}>
            <Moment moment={lastFailureAt} />
          </Fact>
        </Connection>
      ))}
      {inbox && (
        <Connection
          name={t('mailLog.inbox')}
          failingSince={inbox.failingSince}
          error={inbox.error && `${t(`mailLog.inboxErrors.${inbox.error}`)} ${inbox.errorDetail ?? ''}`}
        >
          <Fact name={t('mailLog.lastRead')}>
            <Moment moment={inbox.lastSuccessAt} />
          </Fact>
          {inbox.nextPollAt !== null && (
            <Fact name={t('mailLog.nextPoll')}>
              <Moment moment={inbox.nextPollAt} />
            </Fact>
          )}
        </Connection>
      )}
    </section>
  );
}

interface ConnectionProps {
  readonly name: string;
  readonly failingSince: string | null;
  readonly error: string | null;
  readonly children: ReactNode;
}

/** One server that email is sent to or read from. */
function Connection({ name, failingSince, error, children }: ConnectionProps) {
  const { t } = useTexts();
  return (
    <div className="grid gap-2 border-t border-line pt-3">
      <h2 className="flex flex-wrap items-baseline gap-x-3 font-medium">
        <bdi>{name}</bdi>
        {failingSince !== null && (
          <span className="font-normal text-danger">
            {t('mailLog.failingSince')} <Ago moment={failingSince} />
          </span>
        )}
      </h2>
      {error !== null && (
        <p className="wrap-anywhere text-danger">
          <bdi>{error}</bdi>
        </p>
      )}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2">{children}</dl>
    </div>
  );
}

interface FactProps {
  readonly name: string;
  readonly isBad?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, isBad = false, children }: FactProps) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd className={isBad ? 'text-danger' : ''}>{children}</dd>
    </div>
  );
}

function Moment({ moment }: { moment: string | null }) {
  const { t } = useTexts();
  return moment === null ? t('mailLog.never') : <Ago moment={moment} />;
}
