import type { ComponentProps } from 'react';
import type { ChosenDate } from './date-popup.tsx';
import { LazyDatePopup } from './lazy-date-popup.ts';
import { PopupButton } from './popup-button.tsx';

interface DatePopupButtonProps extends ComponentProps<'button'> {
  readonly label: string;
  /** The present day; undefined for that of several things, which may differ. */
  readonly day: string | null | undefined;
  readonly moment?: string | null;
  /** Whether a time can be selected, too. */
  readonly hasTime?: boolean;
  readonly onChoose: (date: ChosenDate) => void;
}

/** A button that opens a calendar in the reader's calendar system. */
export function DatePopupButton(props: DatePopupButtonProps) {
  const { label, day, moment = null, hasTime = false, onChoose, children, ...rest } = props;
  const date = { label, day, moment, hasTime, onChoose };
  return (
    <PopupButton
      kind="dialog"
      preload={LazyDatePopup.preload}
      popup={(state) => <LazyDatePopup state={state} {...date} />}
      {...rest}
    >
      {children}
    </PopupButton>
  );
}
