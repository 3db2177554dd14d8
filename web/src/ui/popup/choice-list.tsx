import { Check, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { SearchField } from 'react-aria-components/SearchField';
import { useTexts } from '../../i18n/use-texts.ts';
import { hasWords } from '../../../../src/shared/folded.ts';
import { Icon } from '../icon.tsx';
import { Popup, type PopupState } from './popup.tsx';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Further text that the search matches. */
  readonly also?: string;
  readonly shortcut?: string;
}

interface ChoiceListProps {
  readonly state: PopupState;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly selected: readonly string[];
  readonly mode: 'single' | 'multiple';
  readonly onChoose: (ids: readonly string[]) => void;
  /** Creates a choice from the typed text if none has that name. */
  readonly onCreate?: ((label: string) => void) | undefined;
  /** The choices are looked up elsewhere by the typed text, not filtered here. */
  readonly onType?: ((inputText: string) => void) | undefined;
}

const searchedFrom = 6;
const createId = 'create';

/** Names that differ only in case are the same; an accent makes another name. */
function isSame(a: string, b: string): boolean {
  return withoutCase(a) === withoutCase(b);
}

function withoutCase(name: string): string {
  return name.trim().normalize().toLowerCase();
}

/** A list of choices; longer ones can be searched. */
export function ChoiceList({ state, label, choices, selected, mode, onChoose, onCreate, onType }: ChoiceListProps) {
  const { t } = useTexts();
  const [inputText, setInputText] = useState('');
  const isSearched = choices.length >= searchedFrom || onCreate !== undefined || onType !== undefined;
  const passes = (choice: Choice) => hasWords(`${choice.label} ${choice.also ?? ''}`, inputText);
  const matches = onType ? choices : choices.filter(passes);
  const isNew =
    onCreate !== undefined && inputText.trim() !== '' && !choices.some(({ label: name }) => isSame(name, inputText));

  const type = (text: string) => {
    setInputText(text);
    onType?.(text.trim());
  };
  const choose = (keys: 'all' | ReadonlySet<string | number>) => {
    const ids = [...keys].map(String);
    if (ids.includes(createId)) {
      onCreate?.(inputText.trim());
      setInputText('');
    } else onChoose(ids);
  };

  const menu = (
    <Menu
      aria-label={label}
      className="menu"
      autoFocus={isSearched ? false : 'first'}
      selectionMode={mode}
      selectedKeys={selected}
      onSelectionChange={choose}
      shouldCloseOnSelect={mode === 'single'}
      // It closes the list; the selection stays.
      escapeKeyBehavior="none"
      onClose={state.close}
      renderEmptyState={() => <p className="px-2 py-3 text-center text-muted">{t('popup.nothing')}</p>}
    >
      {matches.map((choice) => (
        <ChoiceItem key={choice.id} choice={choice} />
      ))}
      {isNew && (
        <MenuItem id={createId} textValue={inputText} className="menu-item">
          <Icon of={Plus} />
          <span className="truncate">{t('popup.create', { name: inputText.trim() })}</span>
        </MenuItem>
      )}
    </Menu>
  );

  return (
    <Popup state={state} label={label}>
      {isSearched ? (
        <Autocomplete inputValue={inputText} onInputChange={type}>
          <SearchField aria-label={label} autoFocus className="border-b border-line p-1.5">
            <Input className="popup-search" placeholder={t(onCreate ? 'popup.searchOrCreate' : 'popup.search')} />
          </SearchField>
          <div
            className="menu-scroller"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the focus is in the field: keys scroll here
            tabIndex={0}
          >
            {menu}
          </div>
        </Autocomplete>
      ) : (
        menu
      )}
    </Popup>
  );
}

function ChoiceItem({ choice: { id, label, icon, shortcut } }: { choice: Choice }) {
  return (
    <MenuItem id={id} textValue={label} className="menu-item">
      {({ isSelected }) => (
        <>
          {icon}
          <bdi className="min-w-0 flex-1 truncate">{label}</bdi>
          {shortcut !== undefined && <span className="text-meta text-muted">{shortcut}</span>}
          <span className="grid size-4 place-items-center">{isSelected && <Icon of={Check} />}</span>
        </>
      )}
    </MenuItem>
  );
}
