import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { organizationsQuery } from '../../data/organizations/queries.ts';
import { MutesSection } from './mutes-section.tsx';
import { PreferenceSections } from './preference-sections.tsx';
import { PushSection } from './push-section.tsx';
import { SuppressedAddress } from './suppressed-address.tsx';

/** What one is notified of, where and when: everywhere, or differently in one organization. */
export function NotificationSettingsPage() {
  const { t } = useTexts();
  const { data: organizations } = useSuspenseQuery(organizationsQuery);
  const [selected, setSelected] = useState('');
  const organization = organizations.find(({ id }) => id === selected);
  return (
    <>
      <SuppressedAddress />
      {organizations.length > 0 && (
        <SelectField
          label={t('notificationSettings.for')}
          value={selected}
          onChange={({ target }) => setSelected(target.value)}
        >
          <option value="">{t('notificationSettings.everywhere')}</option>
          {organizations.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <PushSection />
      <PreferenceSections key={organization?.id ?? ''} organization={organization} />
      <MutesSection />
    </>
  );
}
