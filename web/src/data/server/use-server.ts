import { useQuery } from '@tanstack/react-query';
import { type FeatureName, metaQuery } from './queries.ts';

/** Whether the server sends mail, so that links arrive by mail. */
export function useSendsMail(): boolean {
  return useQuery(metaQuery).data?.mail !== 'off';
}

/** Whether a feature is on for an organization; true until the server has answered. */
export function useFeature(name: FeatureName, organizationId: string): boolean {
  const flags = useQuery(metaQuery).data?.flags[organizationId];
  return flags === undefined || flags.includes(name);
}

/** The server's configured address, if this page was opened at another one. */
export function useOtherAddress(): string | null {
  const { data: meta } = useQuery(metaQuery);
  return meta && new URL(meta.publicUrl).origin !== location.origin ? meta.publicUrl : null;
}
