import { Outlet } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { Brand } from '../../ui/brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import './guest.css';

/** Layout before the sign-in: the form, and a decorative wall of tiles. */
export function GuestLayout() {
  const { t } = useTexts();
  return (
    <div className="grid min-h-full lg:grid-cols-[minmax(28rem,1fr)_1.1fr]">
      <div className="flex min-w-0 flex-col px-6 py-6 sm:px-10">
        <header className="flex items-center justify-between gap-4">
          <Brand />
          <LanguageSwitch />
        </header>
        <main className="mx-auto grid w-full max-w-90 flex-1 content-center gap-6 py-10">
          <Outlet />
        </main>
      </div>
      <aside className="tiles hidden lg:flex">
        <p className="tiles-words">{t('guest.tagline')}</p>
      </aside>
    </div>
  );
}
