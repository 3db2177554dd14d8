import { formatTime } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { SelectField } from '../../ui/select-field.tsx';

interface TimeSelectProps {
  readonly label: string;
  /** A time of day: `08:00`. */
  readonly value: string;
  readonly minuteStep: 30 | 60;
  readonly onChange: (time: string) => void;
}

/** A time of day at a full step; another time that was set elsewhere stays in the list. */
export function TimeSelect({ label, value, minuteStep, onChange }: TimeSelectProps) {
  const dateFormat = { ...useDateFormat(), timeZone: 'UTC' };
  const times = [...new Set([...timesOfDay(minuteStep), value])].toSorted();
  return (
    <SelectField label={label} value={value} onChange={({ target }) => onChange(target.value)}>
      {times.map((time) => (
        <option key={time} value={time}>
          {formatTime(`2024-01-01T${time}:00Z`, dateFormat)}
        </option>
      ))}
    </SelectField>
  );
}

function timesOfDay(minuteStep: number): readonly string[] {
  return Array.from({ length: (24 * 60) / minuteStep }, (_, index) => {
    const minutes = index * minuteStep;
    return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  });
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
