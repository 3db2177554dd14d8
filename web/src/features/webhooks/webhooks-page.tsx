import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { webhooksQuery } from '../../data/webhooks/queries.ts';
import { SettingsParts } from '../navigation/settings-parts.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { WebhookRow } from './webhook-row.tsx';

export function WebhooksPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/webhooks' });
  const query = useQuery(webhooksQuery(organizationId));
  const { data: webhooks } = query;
  const [isMaking, setMaking] = useState(false);
  const newButton = (
    <Button tone="primary" onClick={() => setMaking(true)}>
      <Icon of={Plus} />
      {t('webhooks.new')}
    </Button>
  );
  return (
    <Page
      title={t('sidebar.settings')}
      parts={<SettingsParts organizationId={organizationId} />}
      action={webhooks !== undefined && webhooks.length > 0 ? newButton : undefined}
    >
      <Unread query={query} />
      {webhooks?.length === 0 && (
        <EmptyState title={t('webhooks.emptyTitle')} text={t('webhooks.emptyText')}>
          {newButton}
        </EmptyState>
      )}
      {webhooks && webhooks.length > 0 && (
        <ul aria-label={t('webhooks.title')}>
          {webhooks.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
      {isMaking && <NewWebhookDialog organizationId={organizationId} onClose={() => setMaking(false)} />}
    </Page>
  );
}
