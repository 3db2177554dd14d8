import { useTexts } from '../../i18n/use-texts.ts';
import type { User } from '../../api/types.ts';
import { dayOf, formatDayLong, shownZone } from '../../i18n/dates.ts';
import { changeLanguage } from '../../i18n/language.ts';
import { timeZones } from '../../i18n/time-zones.ts';
import { useNow } from '../../lib/use-now.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { SettingsForm } from '../../ui/settings-form.tsx';
import { changeProfile } from '../../data/session/change-account.ts';
import { useMe } from '../../data/session/use-me.ts';

const calendars = ['gregorian', 'persian'] as const;

export function ProfileForm() {
  const { t } = useTexts();
  const me = useMe();
  const { name, username, locale, calendar, timezone } = me;
  const form = useForm({
    start: { name, username, locale, calendar, timezone },
    rules: { name: isName, username: isName },
    codes: { 'username-taken': 'username' },
    send: async (values, { reset }) => {
      const profile = { ...values, ...changesFrom(values), name: values.name.trim(), username: values.username.trim() };
      const saved = await changeProfile(profile);
      reset();
      await changeLanguage(saved.locale);
      showToast({ text: t('settings.saved') });
    },
  });
  const now = useNow();
  const submitted = changesFrom(form.values);
  const timeZone = shownZone(form.values.timezone);
  const dateFormat = { language: submitted.locale, calendar: submitted.calendar, timeZone };
  return (
    <SettingsForm form={form}>
      <div className="grid gap-5">
        <TextField label={t('fields.name')} {...form.field('name')} />
        <TextField
          label={t('fields.username')}
          dir="ltr"
          hint={t('settings.usernameHint')}
          {...form.field('username')}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField label={t('settings.language')} {...form.field('locale')}>
            <option value="en">{t('languages.en')}</option>
            <option value="fa">{t('languages.fa')}</option>
          </SelectField>
          <SelectField label={t('settings.calendar')} {...form.field('calendar')}>
            {calendars.map((one) => (
              <option key={one} value={one}>
                {t(`calendars.${one}`)}
              </option>
            ))}
          </SelectField>
        </div>
        <SelectField label={t('settings.timeZone')} dir="ltr" {...form.field('timezone')}>
          {timeZones(timezone).map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </SelectField>
        <p className="text-meta text-muted">
          {t('settings.todayIs', { date: formatDayLong(dayOf(now, timeZone), dateFormat) })}
        </p>
      </div>{' '}
    </SettingsForm>
  );
}

/** The values of the selects with their types. */
function changesFrom({ locale, calendar }: { locale: string; calendar: string }): Pick<User, 'locale' | 'calendar'> {
  return { locale: locale === 'fa' ? 'fa' : 'en', calendar: calendar === 'persian' ? 'persian' : 'gregorian' };
}
