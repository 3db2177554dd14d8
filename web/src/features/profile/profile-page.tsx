import { AddressSection } from './address-section.tsx';
import { PictureField } from './picture-field.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/** Name, picture, language and formats. */
export function ProfilePage() {
  return (
    <>
      <PictureField />
      <ProfileForm />
      <ThemeChoice />
      <AddressSection />
    </>
  );
}
