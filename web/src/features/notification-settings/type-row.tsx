import { Check } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { NotificationPreferenceChanges } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import type { NotificationType } from '../../data/notification-preferences/queries.ts';
import { ChannelCell } from './channel-cell.tsx';
import { columnsClass, nameClass } from './columns.ts';

interface Choice {
  readonly email: boolean;
  readonly push: boolean;
}

type TypeChanges = Required<NonNullable<NotificationPreferenceChanges['types']>>;
/** The types that the API accepts only with email. */
type AlwaysMailed = {
  [Type in NotificationType]: boolean extends Required<NonNullable<TypeChanges[Type]>>['email'] ? never : Type;
}[NotificationType];

const alwaysMailed: Readonly<Record<AlwaysMailed, true>> = { security: true };

interface TypeRowProps {
  readonly type: NotificationType;
  readonly name: string;
  readonly choice: Choice;
  /** One's own choice, if this one is for an organization. */
  readonly own: Choice | undefined;
  readonly onChange: (choice: Partial<Choice>) => void;
}

/** One type of notifications, with a checkbox for each channel. */
export function TypeRow({ type, name, choice, own, onChange }: TypeRowProps) {
  const { t } = useTexts();
  const channelName = (channel: 'app' | 'email' | 'push') => t(`notificationSettings.channels.${channel}`);
  const differs = own !== undefined && (own.email !== choice.email || own.push !== choice.push);
  return (
    <li className={classNames(columnsClass, 'min-h-10 items-center border-b border-line py-2 sm:py-1')}>
      <span className={nameClass}>
        {name}
        {differs && (
          <button
            type="button"
            aria-label={t('notificationSettings.useDefaultOf', { name })}
            className="ms-2 text-meta text-accent-text underline-offset-2 hover:underline"
            onClick={() => onChange(own)}
          >
            {t('notificationSettings.useDefault')}
          </button>
        )}
      </span>
      <ChannelCell name={channelName('app')}>
        <Icon of={Check} size={16} className="text-muted" />
        <span className="sr-only">{t('notificationSettings.alwaysInApp')}</span>
      </ChannelCell>
      {(['email', 'push'] as const).map((channel) => (
        <ChannelCell key={channel} name={channelName(channel)}>
          <input
            type="checkbox"
            className="size-4"
            aria-label={t('notificationSettings.typeByChannel', { name, channel: channelName(channel) })}
            checked={choice[channel]}
            disabled={channel === 'email' && type in alwaysMailed}
            onChange={({ target }) => onChange({ [channel]: target.checked })}
          />
        </ChannelCell>
      ))}
    </li>
  );
}
