import i18next from 'i18next';

/** The columns that every team begins with. They have no language until somebody renames them. */
const first = ['To do', 'In progress', 'Blocked', 'In review', 'Done', 'Cancelled'] as const;

/** A column's name as it is read: the first ones in the reader's language, all others as somebody called them. */
export function statusName(name: string): string {
  const defaultName = first.find((one) => one === name);
  return defaultName === undefined ? name : i18next.t(`statuses.${defaultName}`);
}
