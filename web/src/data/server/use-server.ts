import { useQuery } from '@tanstack/react-query';
import { metaQuery } from './queries.ts';

/** Whether the server sends mail, so that links arrive by mail. */
export function useSendsMail(): boolean {
  return useQuery(metaQuery).data?.mail !== 'off';
}

/** The server's configured address, if this page was opened at another one. */
export function useOtherAddress(): string | null {
  const { data: meta } = useQuery(metaQuery);
  return meta && new URL(meta.publicUrl).origin !== location.origin ? meta.publicUrl : null;
}
