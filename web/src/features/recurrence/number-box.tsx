import { useState } from 'react';
import { formatNumber, parseNumber } from '../../i18n/numbers.ts';

interface NumberBoxProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** A small whole number from 1 on, typed in any digits. */
export function NumberBox({ label, value, max, onChange }: NumberBoxProps) {
  const [inputText, setInputText] = useState(() => formatNumber(value));
  const change = (text: string) => {
    setInputText(text);
    const number = parseNumber(text) ?? 0;
    if (Number.isInteger(number) && number >= 1 && number <= max) onChange(number);
  };
  return (
    <input
      aria-label={label}
      inputMode="numeric"
      value={inputText}
      maxLength={6}
      onChange={({ target }) => change(target.value)}
      onBlur={() => setInputText(formatNumber(value))}
      className="h-9 w-16 rounded-[6px] border border-line-strong bg-surface px-2 text-center"
    />
  );
}
