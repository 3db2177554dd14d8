import { Search } from 'lucide-react';
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { closePalette } from './open-palette.ts';
import { PaletteRow } from './palette-row.tsx';
import type { Row } from './rows.ts';
import { useRows } from './use-rows.tsx';

/** Search and commands: a field with a list of what matches (a combobox with a listbox, ARIA 1.2). */
export function PaletteDialog({ onHelp }: { onHelp: () => void }) {
  const { t } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [inputText, setInputText] = useState('');
  const [activeId, setActiveId] = useState<string | null>(null);
  const { groups, isSearching } = useRows(inputText, onHelp);
  const rows = groups.flatMap((one) => one.rows);
  const active = rows.find((row) => row.id === activeId) ?? rows[0];
  const isSteady = useSteady(active?.id, activeId === null ? inputText : null);
  const optionId = (row: Row) => `${id}-${row.id}`;

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const activeOption = active && optionId(active);
  useLayoutEffect(() => {
    if (activeOption !== undefined) document.getElementById(activeOption)?.scrollIntoView({ block: 'nearest' });
  }, [activeOption]);

  const run = (row: Row) => {
    // The dialog returns the focus before the row opens something else that takes it.
    dialog.current?.close();
    closePalette();
    row.run();
  };
  const step = (by: number) => {
    const index = rows.findIndex((row) => row === active);
    const next = rows[(index + by + rows.length) % rows.length];
    if (next) setActiveId(next.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Enter' && active) {
      if (isSteady()) run(active);
    } else return;
    event.preventDefault();
  };
  const count = rows.filter(({ group }) => group !== 'create').length;
  return (
    <dialog
      ref={dialog}
      aria-label={t('palette.title')}
      className="dialog palette"
      onCancel={(event) => {
        event.preventDefault();
        closePalette();
      }}
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      onPointerDown={(event) => event.target === dialog.current && closePalette()}
    >
      <div className="palette-field">
        <Icon of={Search} className="shrink-0 text-muted" />
        <input
          type="text"
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded={rows.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={activeOption}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          maxLength={200}
          placeholder={t('palette.placeholder')}
          value={inputText}
          onChange={({ target }) => {
            setInputText(target.value);
            setActiveId(null);
          }}
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-reading outline-none"
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t('palette.title')} className="palette-list">
        {groups.map(({ group, rows: own }) => (
          <div key={group} role="group" aria-labelledby={`${id}-${group}`} className="menu-section">
            <p id={`${id}-${group}`} role="presentation" className={group === 'create' ? 'sr-only' : 'menu-title'}>
              {group === 'create' ? t('shortcuts.newTask') : t(`palette.${group}`)}
            </p>
            {own.map((row) => (
              <PaletteRow
                key={row.id}
                id={optionId(row)}
                row={row}
                isActive={row === active}
                onPoint={() => setActiveId(row.id)}
                onRun={() => run(row)}
              />
            ))}
          </div>
        ))}
      </div>
      {rows.length === 0 && <p className="p-4 text-center text-muted">{t('palette.nothing')}</p>}
      <p role="status" className="sr-only">
        {isSearching ? t('palette.searching') : t('palette.results', { count })}
      </p>
      <p aria-hidden className="palette-keys">
        <KeyHint keys={['↑', '↓']} text={t('palette.choose')} />
        <KeyHint keys={['↵']} text={t('palette.open')} />
        <KeyHint keys={['Esc']} text={t('palette.close')} />
      </p>
    </dialog>
  );
}

/** Longer than it takes to press a key that was meant for the row before. */
const steadyAfterMs = 300;

/**
 * Whether the active row may be run by a key: not just after it has become another one by itself, because the server
 * has found more.
 * @param typed What was typed since a row was chosen; null once one is chosen.
 */
function useSteady(activeId: string | undefined, typed: string | null): () => boolean {
  const last = useRef({ activeId, typed, movedAt: Number.NEGATIVE_INFINITY });
  useLayoutEffect(() => {
    const { activeId: before, typed: typedBefore, movedAt } = last.current;
    const hasMoved = typed !== null && typed === typedBefore && activeId !== before;
    last.current = { activeId, typed, movedAt: hasMoved ? performance.now() : movedAt };
  }, [activeId, typed]);
  return () => performance.now() - last.current.movedAt > steadyAfterMs;
}

function KeyHint({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
      {text}
    </span>
  );
}
