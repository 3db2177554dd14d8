import { useQuery } from '@tanstack/react-query';
import { metaQuery } from './queries.ts';

/** Whether mail leaves the server, so that a link comes by itself. */
export function useSendsMail(): boolean {
  return useQuery(metaQuery).data?.mail !== 'off';
}

/** The address that the server takes for its own, where this page was opened at another one. */
export function useOtherAddress(): string | null {
  const { data: meta } = useQuery(metaQuery);
  return meta && new URL(meta.publicUrl).origin !== location.origin ? meta.publicUrl : null;
}
