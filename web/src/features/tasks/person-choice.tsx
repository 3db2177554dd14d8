import type { Person } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';

/** A person as a choice; the address can be searched too. */
export function personChoice({ id, name, avatarUrl, email }: Person) {
  return { id, label: name, also: email, icon: <Avatar name={name} url={avatarUrl} /> };
}
