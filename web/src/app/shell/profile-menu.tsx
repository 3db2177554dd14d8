import { useNavigate } from '@tanstack/react-router';
import { Check, Download, Keyboard, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { signOut } from '../../data/session/sign-out.ts';
import { useMe } from '../../data/session/use-me.ts';
import { setTheme, useTheme } from '../../features/profile/theme.ts';
import { useSignal } from '../../lib/signal.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { keysOf } from '../../lib/keys-of.ts';
import { install } from './install.ts';
import { installOffer } from './install-offer.ts';

const themes = { light: Sun, dark: Moon, system: Monitor } as const;

export function ProfileMenu({ onHelp }: { onHelp?: () => void }) {
  const { t } = useTexts();
  const me = useMe();
  const theme = useTheme();
  const navigate = useNavigate();
  const canInstall = useSignal(installOffer) !== null;

  const themeItems = keysOf(themes).map((name) => ({
    id: name,
    label: t(`theme.${name}`),
    icon: <Icon of={themes[name]} />,
    mark: name === theme ? <Icon of={Check} /> : undefined,
    run: () => setTheme(name),
  }));
  const items = [
    {
      id: 'settings',
      label: t('settings.title'),
      icon: <Icon of={Settings} />,
      run: () => void navigate({ to: '/settings' }),
    },
    ...(onHelp
      ? [{ id: 'help', label: t('shortcuts.title'), icon: <Icon of={Keyboard} />, shortcut: '?', run: onHelp }]
      : []),
    ...(canInstall
      ? [{ id: 'install', label: t('profile.install'), icon: <Icon of={Download} />, run: () => void install() }]
      : []),
  ];
  const leave = { id: 'sign-out', label: t('profile.signOut'), icon: <Icon of={LogOut} />, run: () => void signOut() };
  return (
    <MenuButton
      label={t('profile.menu')}
      groups={[
        { id: 'profile', items },
        { id: 'theme', title: t('theme.title'), items: themeItems },
        { id: 'leave', items: [leave] },
      ]}
      className="flex h-10 w-full items-center gap-2.5 rounded-[6px] px-2 text-start transition-colors hover:bg-hover aria-expanded:bg-hover"
    >
      <Avatar name={me.name} url={me.avatarUrl} size={24} />
      <Name className="min-w-0 flex-1 truncate">{me.name}</Name>
      <span className="sr-only">{t('profile.menu')}</span>
    </MenuButton>
  );
}
