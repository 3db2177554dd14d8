import { useQuery } from '@tanstack/react-query';
import type { Finding } from '../../api/types.ts';
import { basePath } from '../../lib/base-path.ts';
import { metaQuery } from '../../data/server/queries.ts';

/** Whether this page was opened at the address that the server is configured with: only the browser knows. */
export function useBrowserFinding(): Finding | null {
  const { data: meta } = useQuery(metaQuery);
  if (!meta) return null;
  const here = `${location.origin}${basePath}`;
  const id = 'browser-address';
  if (here === meta.publicUrl.replace(/\/$/, '')) return { id, level: 'ok', message: here, fix: null };
  return {
    id,
    level: 'warning',
    message: `This page is at ${here}, but links in emails lead to ${meta.publicUrl}.`,
    fix: `PUBLIC_URL=${here}`,
  };
}
