import { type ComponentProps, lazy } from 'react';
import type { Choice } from './choice-list.tsx';
import { PopupButton } from './popup-button.tsx';

interface ChoiceButtonProps extends Omit<ComponentProps<'button'>, 'onChange'> {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly selected: readonly string[];
  readonly mode: 'single' | 'multiple';
  readonly onChoose: (ids: readonly string[]) => void;
  readonly onCreate?: (label: string) => void;
  readonly onType?: (typed: string) => void;
}

const load = () => import('./choice-list.tsx');
const ChoiceList = lazy(async () => ({ default: (await load()).ChoiceList }));

export function ChoiceButton(props: ChoiceButtonProps) {
  const { label, choices, selected, mode, onChoose, onCreate, onType, children, ...rest } = props;
  const list = { label, choices, selected, mode, onChoose, onCreate, onType };
  return (
    <PopupButton kind="menu" preload={load} popup={(state) => <ChoiceList state={state} {...list} />} {...rest}>
      {children}
    </PopupButton>
  );
}
