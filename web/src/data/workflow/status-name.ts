import i18next from 'i18next';

/** The default statuses of every team. They are translated until somebody renames them. */
const first = ['To do', 'In progress', 'Blocked', 'In review', 'Done', 'Cancelled'] as const;

/** The name of a status: default ones in the reader's language, others as given. */
export function statusName(name: string): string {
  const defaultName = first.find((one) => one === name);
  return defaultName === undefined ? name : i18next.t(`statuses.${defaultName}`);
}
