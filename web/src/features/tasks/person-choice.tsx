import type { Person } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';

/** Somebody among those to choose from; found by the address too. */
export function personChoice({ id, name, avatarUrl, email }: Person) {
  return { id, label: name, also: email, icon: <Avatar name={name} url={avatarUrl} /> };
}
