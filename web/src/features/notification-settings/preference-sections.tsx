import { useSuspenseQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Organization } from '../../api/types.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { Section } from '../../ui/section.tsx';
import { preferencesQuery } from '../../data/notification-preferences/queries.ts';
import { DigestSection } from './digest-section.tsx';
import { LeadTimes } from './lead-times.tsx';
import { QuietHoursSection } from './quiet-hours-section.tsx';
import { ResetSection } from './reset-section.tsx';
import { TypesSection } from './types-section.tsx';
import { useEditablePreferences } from './use-editable-preferences.ts';

interface PreferenceSectionsProps {
  /** The organization in which they apply; undefined for all. */
  readonly organization: Organization | undefined;
}

/** Each choice is saved at once. */
export function PreferenceSections({ organization }: PreferenceSectionsProps) {
  const { t } = useTexts();
  const editable = useEditablePreferences(organization?.id ?? null);
  const { data: own } = useSuspenseQuery(preferencesQuery(null));
  const { preferences, onChange } = editable;
  return (
    <>
      {organization && <ResetSection organization={organization} own={own} preferences={preferences} />}
      <TypesSection {...editable} {...(organization && { own })} />
      <Section title={t('notificationSettings.ownActs')}>
        <CheckField
          label={t('notificationSettings.ownActsLabel')}
          hint={t('notificationSettings.ownActsHint')}
          checked={preferences.ownActs}
          onChange={({ target }) => onChange({ ownActs: target.checked })}
        />
      </Section>
      {!organization && <LeadTimes {...editable} />}
      <QuietHoursSection {...editable} />
      <DigestSection {...editable} />
    </>
  );
}
