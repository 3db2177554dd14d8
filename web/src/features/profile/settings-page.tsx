import { useTexts } from '../../i18n/use-texts.ts';
import { ProfileForm } from './profile-form.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/** Who I am here and how I read. */
export function SettingsPage() {
  const { t } = useTexts();
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('settings.title')}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-xl gap-8 p-6">
          <ProfileForm />
          <ThemeChoice />
        </div>
      </div>
    </div>
  );
}
