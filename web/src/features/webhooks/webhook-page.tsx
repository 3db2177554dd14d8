import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import type { Webhook } from '../../api/types.ts';
import {
  changeWebhook,
  deleteWebhook,
  deliveriesQuery,
  rotateSecret,
  sendTest,
  webhookQuery,
} from '../../data/webhooks/queries.ts';
import { DeliveryRow } from './delivery-row.tsx';
import { EditWebhookDialog } from './edit-webhook-dialog.tsx';
import { eventsText } from './events-text.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { WebhookState } from './webhook-state.tsx';

/** A webhook, and what it sent. */
export function WebhookPage() {
  const { t } = useTexts();
  const { organizationId, webhookId } = useParams({
    from: '/_session/_shell/organizations/$organizationId/webhooks/$webhookId',
  });
  const query = useQuery(webhookQuery(webhookId));
  const { data: webhook } = query;
  return (
    <Page
      title={webhook ? webhook.name : t('webhooks.title')}
      parts={
        <Link
          to="/organizations/$organizationId/webhooks"
          params={{ organizationId }}
          className="tap shrink-0 text-accent-text"
        >
          {t('webhooks.back')}
        </Link>
      }
    >
      <Unread query={query} />
      {webhook && <WebhookSection webhook={webhook} />}
      {webhook && <Deliveries webhook={webhook} />}
    </Page>
  );
}

type Opened = 'edit' | 'rotate' | 'delete' | null;

function WebhookSection({ webhook }: { webhook: Webhook }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Opened>(null);
  const [secret, setSecret] = useState('');
  const close = () => setOpened(null);
  const { id, name, preset, url, enabled, organizationId, events } = webhook;
  const test = useMutation({
    mutationFn: () => sendTest(id),
    onSuccess: () => showToast({ text: t('webhooks.testSent') }),
    onError,
  });
  const turn = useMutation({
    mutationFn: () => changeWebhook(webhook, { enabled: !enabled }),
    onSuccess: () => showToast({ text: t(enabled ? 'webhooks.turnedOff' : 'webhooks.turnedOn') }),
    onError,
  });
  return (
    <section aria-label={name} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <dl className="grid gap-x-6 gap-y-1 text-meta sm:grid-cols-[auto_minmax(0,1fr)]">
        <Fact name={t('webhooks.preset')}>
          {t(`webhooks.presets.${preset}`)}
          {' · '}
          <bdi dir="ltr" className="wrap-anywhere">
            {url}
          </bdi>
        </Fact>
        <Fact name={t('webhooks.events')}>{eventsText(events)}</Fact>
        <Fact name={t('webhooks.stateName')}>
          <WebhookState webhook={webhook} />
        </Fact>
      </dl>
      <div className="flex flex-wrap gap-2">
        {enabled && (
          <Button tone="primary" isBusy={test.isPending} onClick={() => test.mutate()}>
            {t('webhooks.test')}
          </Button>
        )}
        <Button onClick={() => setOpened('edit')}>{t('webhooks.edit')}</Button>
        <Button isBusy={turn.isPending} onClick={() => turn.mutate()}>
          {t(enabled ? 'webhooks.turnOff' : 'webhooks.turnOn')}
        </Button>
        {preset === 'standard' && <Button onClick={() => setOpened('rotate')}>{t('webhooks.rotate')}</Button>}
        <Button tone="careful" onClick={() => setOpened('delete')}>
          {t('webhooks.delete')}
        </Button>
      </div>
      {opened === 'edit' && <EditWebhookDialog webhook={webhook} onClose={close} />}
      {opened === 'rotate' && (
        <ConfirmDialog
          title={t('webhooks.rotateTitle')}
          submit={t('webhooks.rotate')}
          onConfirm={async () => setSecret(await rotateSecret(id))}
          onClose={close}
        >
          {t('webhooks.rotateText')}
        </ConfirmDialog>
      )}
      {opened === 'delete' && (
        <ConfirmDialog
          title={t('webhooks.deleteTitle', { name })}
          submit={t('webhooks.delete')}
          onConfirm={async () => {
            await deleteWebhook(webhook);
            showToast({ text: t('webhooks.deleted') });
            await navigate({ to: '/organizations/$organizationId/webhooks', params: { organizationId } });
          }}
          onClose={close}
        >
          {t('webhooks.deleteText')}
        </ConfirmDialog>
      )}
      {secret !== '' && (
        <SecretDialog
          title={t('webhooks.rotatedTitle')}
          text={t('webhooks.rotatedText')}
          secret={secret}
          onClose={() => setSecret('')}
        />
      )}
    </section>
  );
}

const onError = (error: unknown) => showToast({ tone: 'danger', text: problemText(error) });

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="max-sm:mb-1">{children}</dd>
    </div>
  );
}

function Deliveries({ webhook: { id } }: { webhook: Webhook }) {
  const { t } = useTexts();
  const query = useInfiniteQuery(deliveriesQuery(id));
  const deliveries = query.data?.pages.flatMap(({ items }) => items);
  return (
    <Section title={t('webhooks.deliveries')} text={t('webhooks.deliveriesText')}>
      <Unread query={query} />
      {deliveries?.length === 0 && <p className="text-muted">{t('webhooks.noDeliveries')}</p>}
      {deliveries && deliveries.length > 0 && (
        <ul aria-label={t('webhooks.deliveries')}>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
      <MoreButton query={query} />
    </Section>
  );
}
