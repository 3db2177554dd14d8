import { useTexts } from '../../i18n/use-texts.ts';
import { Section } from '../../ui/section.tsx';
import { ChoiceChips } from './choice-chips.tsx';
import type { EditablePreferences } from './use-editable-preferences.ts';

const hourMinutes = 60;
const dayMinutes = 1_440;
const offered = [10, 30, hourMinutes, 3 * hourMinutes, dayMinutes, 2 * dayMinutes, 3 * dayMinutes, 7 * dayMinutes];
const maxLeadTimes = 5;

/** How long before a due date one is notified of it. */
export function LeadTimes({ preferences: { reminders }, onChange }: EditablePreferences) {
  const { t } = useTexts();
  const text = (minutes: number) => {
    if (minutes % dayMinutes === 0) return t('notificationSettings.days', { count: minutes / dayMinutes });
    if (minutes % hourMinutes === 0) return t('notificationSettings.hours', { count: minutes / hourMinutes });
    return t('notificationSettings.minutes', { count: minutes });
  };
  const all = [...new Set([...offered, ...reminders.leadMinutes])].toSorted((a, b) => a - b);
  return (
    <Section title={t('notificationSettings.dueDates')} text={t('notificationSettings.dueDatesText')}>
      <ChoiceChips
        label={t('notificationSettings.leadTimes')}
        options={all.map((minutes) => [minutes, text(minutes)])}
        selected={reminders.leadMinutes}
        max={maxLeadTimes}
        onChange={(leadMinutes) => onChange({ reminders: { leadMinutes: [...leadMinutes] } })}
      />
    </Section>
  );
}
