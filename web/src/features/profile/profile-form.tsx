import { useForm, useWatch } from 'react-hook-form';
import { useTexts } from '../../i18n/use-texts.ts';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { User } from '../../api/types.ts';
import { dayOf, formatDayLong } from '../../i18n/dates.ts';
import { changeLanguage } from '../../i18n/language.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { nameRules } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { meQuery, useMe } from '../auth/session.ts';
import { submitWith } from '../auth/submit.ts';

type Profile = Pick<User, 'name' | 'username' | 'locale' | 'calendar' | 'timezone'>;

const calendars = ['gregorian', 'persian'] as const;

export function ProfileForm() {
  const { t } = useTexts();
  const me = useMe();
  const { name, username, locale, calendar, timezone } = me;
  const form = useForm<Profile>({ values: { name, username, locale, calendar, timezone } });
  const { register, formState, control } = form;
  const submit = submitWith(form, async (profile) => {
    const saved = await body(api.PATCH('/auth/me', { body: { ...profile, name: profile.name.trim() } }));
    queryClient.setQueryData(meQuery.queryKey, saved);
    await changeLanguage(saved.locale);
    showToast({ text: t('settings.saved') });
  });
  const now = useNow();
  const [language, chosenCalendar, timeZone] = useWatch({ control, name: ['locale', 'calendar', 'timezone'] });
  const manner = { language, calendar: chosenCalendar, timeZone };
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <TextField label={t('fields.name')} error={formState.errors.name?.message} {...register('name', nameRules())} />
      <TextField
        label={t('fields.username')}
        dir="ltr"
        hint={t('settings.usernameHint')}
        error={formState.errors.username?.message}
        {...register('username', nameRules())}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField label={t('settings.language')} {...register('locale')}>
          <option value="en">{t('languages.en')}</option>
          <option value="fa">{t('languages.fa')}</option>
        </SelectField>
        <SelectField label={t('settings.calendar')} {...register('calendar')}>
          {calendars.map((one) => (
            <option key={one} value={one}>
              {t(`calendars.${one}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <SelectField label={t('settings.timeZone')} dir="ltr" {...register('timezone')}>
        {timeZones(timezone).map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </SelectField>
      <p className="text-meta text-muted">
        {t('settings.todayIs', { date: formatDayLong(dayOf(now, timeZone), manner) })}
      </p>
      <FormProblem>{formState.errors.root?.message}</FormProblem>
      <Button
        type="submit"
        tone="primary"
        className="justify-self-start"
        isBusy={formState.isSubmitting}
        disabled={!formState.isDirty}
      >
        {t('common.save')}
      </Button>
    </form>
  );
}

function timeZones(current: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(current) ? known : [current, ...known];
}
