/** What can be done with a row; with a selection some of it concerns all selected rows. */
export interface RowActions {
  readonly open: (key: string) => void;
  readonly reply: (key: string) => void;
  readonly done: (key: string) => void;
  readonly toggleRead: (key: string) => void;
  /** Opens the menu of times, at the element or at the row. */
  readonly snooze: (key: string, anchor?: Element) => void;
  readonly select: (key: string, isRange: boolean) => void;
  readonly expand: (key: string) => void;
}
