import { Monitor, Moon, Sun } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { setTheme, useTheme } from './theme.ts';

const themes = [
  { name: 'light', icon: Sun },
  { name: 'dark', icon: Moon },
  { name: 'system', icon: Monitor },
] as const;

export function ThemeChoice() {
  const { t } = useTexts();
  const theme = useTheme();
  return (
    <fieldset className="grid gap-2 border-t border-line pt-6">
      <legend className="float-left mb-2 font-medium text-soft">{t('theme.title')}</legend>
      <div className="clear-both grid grid-cols-3 gap-2">
        {themes.map(({ name, icon }) => (
          <label
            key={name}
            className="flex h-10 pointer-coarse:h-11 items-center justify-center gap-2 rounded-[6px] border border-line text-soft has-checked:border-accent has-checked:bg-accent-wash has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="theme"
              className="sr-only"
              checked={theme === name}
              onChange={() => setTheme(name)}
            />
            <Icon of={icon} />
            {t(`theme.${name}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
