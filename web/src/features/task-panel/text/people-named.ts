import { folded } from '../../../../../src/shared/folded.ts';
import type { Person } from '../../../api/types.ts';

const maxOffered = 6;

/** The people whose username or name contains the words, those that begin with them first. */
export function peopleNamed(people: readonly Person[], inputText: string): readonly Person[] {
  const words = folded(inputText.trim());
  const rank = ({ username, name }: Person) =>
    folded(username).startsWith(words) || folded(name).startsWith(words) ? 0 : 1;
  return people
    .filter(({ username, name }) => folded(`${username} ${name}`).includes(words))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, maxOffered);
}
