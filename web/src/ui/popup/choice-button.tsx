import type { ComponentProps } from 'react';
import type { Choice } from './choice-list.tsx';
import { LazyChoiceList } from './lazy-choice-list.ts';
import { PopupButton } from './popup-button.tsx';

interface ChoiceButtonProps extends Omit<ComponentProps<'button'>, 'onChange'> {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly selected: readonly string[];
  readonly mode: 'single' | 'multiple';
  readonly onChoose: (ids: readonly string[]) => void;
  readonly onCreate?: (label: string) => void;
  readonly onType?: (inputText: string) => void;
}

export function ChoiceButton(props: ChoiceButtonProps) {
  const { label, choices, selected, mode, onChoose, onCreate, onType, children, ...rest } = props;
  const list = { label, choices, selected, mode, onChoose, onCreate, onType };
  return (
    <PopupButton
      kind="menu"
      preload={LazyChoiceList.preload}
      popup={(state) => <LazyChoiceList state={state} {...list} />}
      {...rest}
    >
      {children}
    </PopupButton>
  );
}
