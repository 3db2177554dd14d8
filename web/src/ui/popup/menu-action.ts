import type { ReactNode } from 'react';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  /** More about it, in a softer colour behind the label. */
  readonly detail?: string;
  readonly icon?: ReactNode;
  /** At the end of the line: a check, a count. */
  readonly mark?: ReactNode;
  readonly shortcut?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

export interface MenuGroup {
  readonly id: string;
  readonly title?: string;
  readonly items: readonly MenuAction[];
}
