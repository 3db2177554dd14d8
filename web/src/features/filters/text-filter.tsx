import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { useShortcuts } from '../shortcuts/shortcuts.ts';

const typingPauseMs = 180;

interface TextFilterProps {
  readonly q: string | undefined;
  /** The heading and the text of the shortcut in the help. */
  readonly help: readonly [heading: string, label: string];
  readonly className?: string;
  readonly onChange: (q: string | undefined) => void;
}

/** Filters tasks by words, a moment after typing; stored in the address. */
export function TextFilter({ q, help: [heading, label], className, onChange }: TextFilterProps) {
  const { t } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const current = q ?? '';
  const [inputText, setInputText] = useState(current);
  // The field has priority over the address, unless the address is changed elsewhere: by a view, or by clearing.
  const [before, setBefore] = useState(current);
  /** Texts on their way to the address: when they arrive late, they must not reset the field. */
  const [sentTexts, setSentTexts] = useState<readonly string[]>([]);
  if (current !== before) {
    const index = sentTexts.indexOf(current);
    setBefore(current);
    setSentTexts(index < 0 ? [] : sentTexts.slice(index + 1));
    if (index < 0) setInputText(current);
  }
  const narrow = useEffectEvent((text: string) => {
    if (text === (sentTexts.at(-1) ?? current)) return;
    setSentTexts([...sentTexts, text]);
    onChange(text === '' ? undefined : text);
  });
  useEffect(() => {
    const timer = setTimeout(() => narrow(inputText.trim()), typingPauseMs);
    return () => clearTimeout(timer);
  }, [inputText]);
  useShortcuts(heading, [{ keys: 'f', label, run: () => field.current?.focus() }]);
  return (
    <div className="relative min-w-0 max-sm:flex-1">
      <Icon of={Search} className="pointer-events-none absolute inset-y-0 start-2 my-auto text-muted" />
      <input
        ref={field}
        type="search"
        aria-label={t('filter.text')}
        aria-keyshortcuts="F"
        placeholder={t('filter.placeholder')}
        value={inputText}
        onChange={(event) => setInputText(event.target.value)}
        onFocus={({ relatedTarget }) => {
          cameFrom.current = relatedTarget;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          focusTasks(cameFrom.current);
        }}
        className={classNames(
          'h-8 pointer-coarse:h-11 max-w-full min-w-0 max-sm:w-full! rounded-[6px] border border-transparent bg-hover ps-8 pe-2 outline-offset-0',
          className,
        )}
      />
    </div>
  );
}

/** Returns the focus to the previous task, otherwise to the first. */
function focusTasks(before: Element | null): void {
  const link = before?.isConnected && before.closest('[data-card], [data-row]') ? before : null;
  const first = document.querySelector('[data-card] [tabindex="0"], [data-row] a');
  const target = link ?? first ?? document.getElementById('main');
  if (target instanceof HTMLElement) target.focus();
}
