import { Outlet } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { PartLinks } from '../../ui/part-links.tsx';

/** The personal settings, in parts. */
export function SettingsPage() {
  const { t } = useTexts();
  const parts = [
    { to: '/settings', name: t('settingsParts.profile') },
    { to: '/settings/notifications', name: t('settingsParts.notifications') },
    { to: '/settings/security', name: t('settingsParts.security') },
    { to: '/settings/tokens', name: t('settingsParts.tokens') },
    { to: '/settings/data', name: t('settingsParts.data') },
  ] as const;
  return (
    <div className="flex h-full flex-col">
      <header className="page-head flex-wrap">
        <h1 className="me-3 text-reading font-semibold">{t('settings.title')}</h1>
        <PartLinks label={t('settings.title')} parts={parts} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-xl gap-8 p-4 pb-16">
          <Outlet />
        </div>
      </div>
    </div>
  );
}
