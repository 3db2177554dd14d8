import { Ellipsis, Fingerprint, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Passkey } from '../../api/types.ts';
import { formatAgo } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { NamePasskeyDialog } from './name-passkey-dialog.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { removePasskey, renamePasskey } from '../../data/security/queries.ts';
import { iconButton } from '../../ui/icon-button.tsx';

export function PasskeyRow({ passkey: { id, name, isBackedUp, createdAt, lastUsedAt } }: { passkey: Passkey }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const details = [
    t('passkeyList.added', { date: formatAgo(createdAt, dateFormat, now) }),
    lastUsedAt === null
      ? t('passkeyList.unused')
      : t('passkeyList.used', { date: formatAgo(lastUsedAt, dateFormat, now) }),
    ...(isBackedUp ? [t('passkeyList.synced')] : []),
  ];
  const items = [
    { id: 'rename', label: t('passkeyList.rename'), icon: <Icon of={Pencil} />, run: () => setOpen('rename') },
    {
      id: 'remove',
      label: t('passkeyList.remove'),
      icon: <Icon of={Trash2} />,
      isDanger: true,
      run: () => setOpen('remove'),
    },
  ];
  return (
    <li>
      <SettingRow icon={<Icon of={Fingerprint} />} title={<Name>{name}</Name>} text={details.join(' · ')}>
        <MenuButton
          label={t('passkeyList.menu', { name })}
          aria-label={t('passkeyList.menu', { name })}
          groups={[{ id: 'passkey', items }]}
          className={iconButton}
        >
          <Icon of={Ellipsis} />
        </MenuButton>
      </SettingRow>
      {open === 'rename' && (
        <NamePasskeyDialog
          title={t('passkeyList.renameTitle')}
          submit={t('common.save')}
          start={name}
          onNamed={async (values) => {
            await renamePasskey(id, values);
            close();
          }}
          onClose={close}
        />
      )}
      {open === 'remove' && (
        <PasswordDialog
          title={t('passkeyList.removeTitle', { name })}
          submit={t('passkeyList.remove')}
          isDanger
          onConfirm={async (password) => {
            await removePasskey(id, password);
            close();
          }}
          onClose={close}
        >
          <p className="text-soft">{t('passkeyList.removeText')}</p>
        </PasswordDialog>
      )}
    </li>
  );
}
