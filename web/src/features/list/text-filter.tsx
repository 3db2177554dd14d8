import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { useShortcuts } from '../shortcuts/shortcuts.ts';

const typingPauseMs = 180;

/** Narrows a list by words, a moment after they were typed. */
export function TextFilter({ q, onChange }: { q: string | undefined; onChange: (q: string | undefined) => void }) {
  const { t } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q ?? '');
  // The field leads and the address follows, but when the address is changed elsewhere: a view was chosen, or cleared.
  const [before, setBefore] = useState(q);
  if (q !== before) {
    setBefore(q);
    if ((q ?? '') !== typed.trim()) setTyped(q ?? '');
  }
  const narrow = useEffectEvent((text: string) => {
    const next = text === '' ? undefined : text;
    if (next !== q) onChange(next);
  });
  useEffect(() => {
    const timer = setTimeout(() => narrow(typed.trim()), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  useShortcuts(t('list.title'), [{ keys: '/', label: t('list.filter'), run: () => field.current?.focus() }]);
  return (
    <div className="relative min-w-0">
      <Icon of={Search} className="pointer-events-none absolute inset-y-0 start-2 my-auto text-muted" />
      <input
        ref={field}
        type="search"
        aria-label={t('filter.text')}
        aria-keyshortcuts="/"
        placeholder={t('filter.placeholder')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className="h-8 w-40 min-w-0 rounded-[6px] border border-transparent bg-hover ps-8 pe-2 outline-offset-0"
      />
    </div>
  );
}
