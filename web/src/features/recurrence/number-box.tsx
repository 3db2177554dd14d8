import { useState } from 'react';
import { latinDigits } from '../../i18n/numbers.ts';

interface NumberBoxProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** A small whole number from 1 on, typed in any digits. */
export function NumberBox({ label, value, most, onChange }: NumberBoxProps) {
  const [typed, setTyped] = useState(String(value));
  const change = (text: string) => {
    setTyped(text);
    const number = Number(latinDigits(text));
    if (Number.isInteger(number) && number >= 1 && number <= most) onChange(number);
  };
  return (
    <input
      aria-label={label}
      inputMode="numeric"
      value={typed}
      maxLength={5}
      onChange={({ target }) => change(target.value)}
      onBlur={() => setTyped(String(value))}
      className="h-9 w-16 rounded-[6px] border border-line-strong bg-surface px-2 text-center"
    />
  );
}
