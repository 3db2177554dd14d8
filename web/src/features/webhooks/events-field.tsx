import { useId } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { eventGroups, eventNouns } from '../../data/webhooks/events.ts';
import { ChoiceField } from './choice-field.tsx';

interface EventsFieldProps {
  /** Null for all events. */
  readonly value: ReadonlySet<string> | null;
  readonly onChange: (value: ReadonlySet<string> | null) => void;
}

/** Which events a webhook gets: all, or selected ones by noun. */
export function EventsField({ value, onChange }: EventsFieldProps) {
  const { t } = useTexts();
  const id = useId();
  return (
    <ChoiceField
      legend={t('webhooks.events')}
      all={t('webhooks.allEvents')}
      some={t('webhooks.chosenEvents')}
      isAll={value === null}
      onChange={(isAll) => onChange(isAll ? null : new Set())}
    >
      <div className="grid gap-3">
        {eventNouns.map((noun) => (
          <div key={noun} role="group" aria-labelledby={`${id}-${noun}`} className="grid gap-1.5">
            <p id={`${id}-${noun}`} className="text-meta text-muted">
              {t(`webhooks.nouns.${noun}`)}
            </p>
            <div className="flex flex-wrap gap-x-4 gap-y-1.5">
              {eventGroups[noun].map((verb) => {
                const event = `${noun}.${verb}`;
                return (
                  <label key={event} className="inline-flex items-center gap-2">
                    <input
                      type="checkbox"
                      className="size-4 shrink-0"
                      checked={value?.has(event) ?? false}
                      onChange={() => onChange(toggled(value ?? new Set(), event))}
                    />
                    {t(`webhooks.types.${verb}`)}
                  </label>
                );
              })}
            </div>
          </div>
        ))}
      </div>
    </ChoiceField>
  );
}

export function toggled(before: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(item)) after.add(item);
  return after;
}
