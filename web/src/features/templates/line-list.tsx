import { Plus, X } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useTexts } from '../../i18n/use-texts.ts';
import { newId } from '../../lib/new-id.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { inputClass } from '../../ui/text-field.tsx';
import type { Line } from '../../data/templates/plan.ts';

interface LineListProps {
  readonly title: string;
  /** The text of the button that adds a line. */
  readonly add: string;
  readonly lines: readonly Line[];
  readonly onChange: (lines: readonly Line[]) => void;
}

const longest = 255;

/** Short lines below each other: Enter starts the next. */
export function LineList({ title, add, lines, onChange }: LineListProps) {
  const { t } = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const adder = useRef<HTMLButtonElement>(null);
  /** Synchronously, not with the next frame, so that no typed letter is lost. */
  const change = (next: readonly Line[], focused: number) => {
    flushSync(() => onChange(next));
    (list.current?.querySelectorAll('input')[focused] ?? adder.current)?.focus();
  };
  const addLine = () => change([...lines, { id: newId(), index: null, text: '' }], lines.length);
  const removeLine = (index: number) => change(lines.toSpliced(index, 1), index);
  const nameOf = (index: number) => t('templates.line', { title, number: index + 1 });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    addLine();
  };
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium text-soft">{title}</legend>
      <ul ref={list} className="grid gap-1.5">
        {lines.map((line, index) => (
          <li key={line.id} className="flex items-center gap-1">
            <input
              className={`${inputClass} h-9`}
              dir="auto"
              aria-label={nameOf(index)}
              maxLength={longest}
              value={line.text}
              onKeyDown={onKeyDown}
              onChange={({ target }) =>
                onChange(lines.map((one) => (one.id === line.id ? { ...one, text: target.value } : one)))
              }
            />
            <IconButton
              label={t('templates.removeLine', { text: line.text.trim() || nameOf(index) })}
              onClick={() => removeLine(index)}
            >
              <Icon of={X} />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button ref={adder} tone="quiet" size="small" className="justify-self-start" onClick={addLine}>
        <Icon of={Plus} size={14} />
        {add}
      </Button>
    </fieldset>
  );
}
