import { useTexts } from '../../i18n/use-texts.ts';
import { timeZones } from '../../i18n/time-zones.ts';
import { weekdayName, weekFrom } from '../../i18n/weekdays.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { Section } from '../../ui/section.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { ChoiceChips } from './choice-chips.tsx';
import { TimeSelect } from './time-select.tsx';
import type { EditablePreferences } from './use-editable-preferences.ts';

/** Hours in which nothing is sent; it waits until they end. */
export function QuietHoursSection({ preferences: { quietHours }, onChange }: EditablePreferences) {
  const { t } = useTexts();
  const weekStart = useOrganization()?.weekStart ?? 1;
  const changeQuietHours = (quiet: Partial<typeof quietHours>) => onChange({ quietHours: quiet });
  const { from, to, days, timezone } = quietHours;
  return (
    <Section title={t('notificationSettings.quietHours')} text={t('notificationSettings.quietHoursText')}>
      <CheckField
        label={t('notificationSettings.quietHoursOn')}
        checked={quietHours.enabled}
        onChange={({ target }) => changeQuietHours({ enabled: target.checked })}
      />
      {quietHours.enabled && (
        <>
          <div className="grid grid-cols-2 gap-4">
            <TimeSelect
              label={t('notificationSettings.from')}
              value={from}
              minuteStep={30}
              onChange={(time) => changeQuietHours({ from: time })}
            />
            <TimeSelect
              label={t(to > from ? 'notificationSettings.to' : 'notificationSettings.toNextDay')}
              value={to}
              minuteStep={30}
              onChange={(time) => changeQuietHours({ to: time })}
            />
          </div>
          <ChoiceChips
            label={t('notificationSettings.quietDays')}
            options={weekFrom(weekStart).map((day) => [day, weekdayName(day, 'long')])}
            selected={days}
            onChange={(selected) => changeQuietHours({ days: [...selected] })}
          />
          {days.length === 0 && (
            <p role="status" className="text-soft">
              {t('notificationSettings.noQuietDays')}
            </p>
          )}
        </>
      )}
      <SelectField
        label={t('notificationSettings.timeZone')}
        dir="ltr"
        value={timezone}
        onChange={({ target }) => changeQuietHours({ timezone: target.value })}
      >
        {timeZones(timezone).map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </SelectField>
    </Section>
  );
}
