import { useSuspenseQuery } from '@tanstack/react-query';
import type { User } from '../../api/types.ts';
import { meQuery } from './session.ts';

/** The signed-in person; only for components behind the sign-in. */
export function useMe(): User {
  const { data } = useSuspenseQuery(meQuery);
  if (data === null) throw new Error('this part is for people who are signed in');
  return data;
}
