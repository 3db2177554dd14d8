import { useQuery } from '@tanstack/react-query';
import { emailTypesQuery } from './queries.ts';

/** Names the type of an email; a type of another release keeps its code. */
export function useTypeName(): (type: string) => string {
  const { data = [] } = useQuery(emailTypesQuery);
  return (type) => data.find((one) => one.type === type)?.name ?? type;
}
