import type { ComponentProps } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { TextField } from '../../ui/text-field.tsx';

/** Asks for the current password again. */
export function OwnPasswordField(props: Omit<ComponentProps<typeof TextField>, 'label'>) {
  const { t } = useTexts();
  return (
    <TextField
      label={t('security.currentPassword')}
      type="password"
      dir="ltr"
      autoComplete="current-password"
      {...props}
    />
  );
}
