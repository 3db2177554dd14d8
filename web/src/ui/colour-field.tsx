import { Check } from 'lucide-react';
import type { ComponentProps } from 'react';
import { colours } from './colours.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Icon } from './icon.tsx';

interface ColourFieldProps {
  readonly label: string;
  readonly value: string;
  readonly name: string;
  readonly onChange: ComponentProps<'input'>['onChange'];
  readonly error?: string | undefined;
}

/** Selects one colour of a palette. */
export function ColourField({ label, name, value, onChange, error }: ColourFieldProps) {
  const { t } = useTexts();
  const choices = colours.some((colour) => colour === value) ? colours : [value, ...colours];
  return (
    <fieldset>
      <legend className="mb-2 font-medium text-soft">{label}</legend>
      <div className="flex flex-wrap gap-2">
        {choices.map((colour, index) => (
          <label
            key={colour}
            className="grid size-8 pointer-coarse:size-11 cursor-pointer place-items-center rounded-[6px] text-[white] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
            style={{ backgroundColor: colour }}
          >
            <input
              type="radio"
              name={name}
              value={colour}
              checked={colour === value}
              onChange={onChange}
              aria-label={t('colours.number', { number: index + 1 })}
              className="sr-only"
            />
            {colour === value && <Icon of={Check} size={18} />}
          </label>
        ))}
      </div>
      {error !== undefined && <p className="mt-1.5 text-meta text-danger">{error}</p>}
    </fieldset>
  );
}
