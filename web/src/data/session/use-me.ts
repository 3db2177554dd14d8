import { useSuspenseQuery } from '@tanstack/react-query';
import type { User } from '../../api/types.ts';
import { meQuery } from './session.ts';

/** The person who is signed in, for what is shown behind the sign-in only. */
export function useMe(): User {
  const { data } = useSuspenseQuery(meQuery);
  if (data === null) throw new Error('this part is for people who are signed in');
  return data;
}
