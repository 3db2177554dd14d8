import { Link } from '@tanstack/react-router';
import { MessageSquare, Webhook as WebhookIcon } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Webhook } from '../../api/types.ts';
import { Icon } from '../../ui/icon.tsx';
import { eventsText } from './events-text.ts';
import { WebhookState } from './webhook-state.tsx';

export function WebhookRow({ webhook }: { webhook: Webhook }) {
  const { t } = useTexts();
  const { id, organizationId, name, preset, url } = webhook;
  return (
    <li className="relative flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
      <span className="grid size-8 shrink-0 place-items-center rounded-full bg-hover text-muted">
        <Icon of={preset === 'standard' ? WebhookIcon : MessageSquare} />
      </span>
      <div className="min-w-0 flex-1">
        <Link
          to="/organizations/$organizationId/webhooks/$webhookId"
          params={{ organizationId, webhookId: id }}
          className="own-direction block truncate font-medium after:absolute after:inset-0"
        >
          {name}
        </Link>
        <p className="truncate text-meta text-muted">
          {t(`webhooks.presets.${preset}`)}
          {' · '}
          <bdi dir="ltr">{url}</bdi>
        </p>
      </div>
      <p className="max-w-[45%] shrink-0 text-end text-meta text-muted">
        <WebhookState webhook={webhook} />
        <span className="block max-sm:hidden">{eventsText(webhook.events)}</span>
      </p>
    </li>
  );
}
