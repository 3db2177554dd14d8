import { useTexts } from '../../i18n/use-texts.ts';
import { weekdayName, weekFrom } from '../../i18n/weekdays.ts';
import { Section } from '../../ui/section.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { TimeSelect } from './time-select.tsx';
import type { EditablePreferences } from './use-editable-preferences.ts';

const choices = ['off', 'day', 'week'] as const;

/** One email a day or week instead of many. */
export function DigestSection({ preferences: { digest }, onChange }: EditablePreferences) {
  const { t } = useTexts();
  const weekStart = useOrganization()?.weekStart ?? 1;
  const { every, at, weekday } = digest;
  return (
    <Section title={t('notificationSettings.digest')} text={t('notificationSettings.digestText')}>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField
          label={t('notificationSettings.digestEvery')}
          value={every}
          onChange={({ target }) => {
            const chosen = choices.find((choice) => choice === target.value);
            if (chosen) onChange({ digest: { every: chosen } });
          }}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {t(`notificationSettings.digestChoices.${choice}`)}
            </option>
          ))}
        </SelectField>
        {every === 'week' && (
          <SelectField
            label={t('notificationSettings.digestDay')}
            value={weekday}
            onChange={({ target }) => onChange({ digest: { weekday: Number(target.value) } })}
          >
            {weekFrom(weekStart).map((day) => (
              <option key={day} value={day}>
                {weekdayName(day, 'long')}
              </option>
            ))}
          </SelectField>
        )}
        {every !== 'off' && (
          <TimeSelect
            label={t('notificationSettings.digestAt')}
            value={at}
            minuteStep={60}
            onChange={(time) => onChange({ digest: { at: time } })}
          />
        )}
      </div>
    </Section>
  );
}
