import { useMutation } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { WebhookDelivery } from '../../api/types.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { showToast } from '../../ui/toasts.ts';
import { redeliver } from '../../data/webhooks/queries.ts';
import { eventText } from './events-text.ts';

/** A delivery; opened, it shows the event and the reply. */
export function DeliveryRow({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { type, state, status, error, createdAt, nextAttemptAt } = delivery;
  const name = eventText(type);
  const result = error === null ? (status === null ? null : formatNumber(status)) : t(`webhooks.errors.${error}`);
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-3 rounded-[6px] px-2 py-2 text-start hover:bg-hover"
      >
        <Icon of={ChevronDown} className={classNames('shrink-0 text-muted', !isOpen && '-rotate-90 rtl:rotate-90')} />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{name}</span>
          <span className="block truncate text-meta text-muted">
            {formatMoment(createdAt, dateFormat, now)}
            {nextAttemptAt !== null && (
              <>
                {' · '}
                {t('webhooks.nextAttempt', { date: formatMoment(nextAttemptAt, dateFormat, now) })}
              </>
            )}
          </span>
        </span>
        <span className={classNames('shrink-0 text-end text-meta', toneOf(state))}>
          <span className="block">{t(`webhooks.deliveryState.${state}`)}</span>
          {result !== null && <span className="block text-muted">{result}</span>}
        </span>
      </button>
      <div id={id} hidden={!isOpen} className="pt-1 pb-3 ps-9 pe-2">
        {isOpen && <DeliveryDetails delivery={delivery} />}
      </div>
    </li>
  );
}

function toneOf(state: WebhookDelivery['state']): string {
  if (state === 'failed') return 'text-danger';
  return state === 'delivered' ? 'text-ink' : 'text-muted';
}

function DeliveryDetails({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useTexts();
  const { id, webhookId, payload, response, attempts, durationMs, state } = delivery;
  const again = useMutation({
    mutationFn: () => redeliver(webhookId, id),
    onSuccess: () => showToast({ text: t('webhooks.redelivered') }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  const count = attempts.length;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-meta text-muted">
        <span>{t('webhooks.attempts', { count, amount: formatNumber(count) })}</span>
        {durationMs !== null && <span>{t('webhooks.duration', { ms: formatNumber(durationMs) })}</span>}
        {state !== 'queued' && (
          <Button size="small" isBusy={again.isPending} onClick={() => again.mutate()}>
            {t('webhooks.redeliver')}
          </Button>
        )}
      </div>
      <Code title={t('webhooks.payload')} text={JSON.stringify(payload, null, 2)} />
      {response !== null && <Code title={t('webhooks.response')} text={response || t('webhooks.noResponse')} />}
    </div>
  );
}

/** Text from a machine, in a box that scrolls; the keyboard reaches it too. */
function Code({ title, text }: { title: string; text: string }) {
  const id = useId();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <h3 id={id} className="text-meta font-medium text-soft">
        {title}
      </h3>
      <pre
        dir="ltr"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a mouse the arrow keys scroll it
        tabIndex={0}
        role="region"
        aria-labelledby={id}
        className="max-h-72 overflow-auto rounded-[6px] border border-line bg-page p-3 font-[monospace] text-meta whitespace-pre-wrap wrap-anywhere"
      >
        {text}
      </pre>
    </div>
  );
}
