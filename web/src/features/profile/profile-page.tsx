import { useTexts } from '../../i18n/use-texts.ts';
import { AddressSection } from './address-section.tsx';
import { PictureField } from './picture-field.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/** Who I am here and how I read. */
export function ProfilePage() {
  const { t } = useTexts();
  return (
    <>
      <h2 className="sr-only">{t('settingsParts.profile')}</h2>
      <PictureField />
      <ProfileForm />
      <ThemeChoice />
      <AddressSection />
    </>
  );
}
