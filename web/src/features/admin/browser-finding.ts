import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Finding } from '../../api/types.ts';
import { basePath } from '../../lib/base-path.ts';
import { metaQuery } from '../../data/server/queries.ts';

/** Whether this page was opened at the address that the server is configured with: only the browser knows. */
export function useBrowserFinding(): Finding | null {
  const { t } = useTexts();
  const { data: meta } = useQuery(metaQuery);
  if (!meta) return null;
  const here = `${location.origin}${basePath}`;
  const { publicUrl } = meta;
  const id = 'browser-address';
  const title = t('admin.browserAddress.title');
  if (here === publicUrl.replace(/\/$/, '')) return { id, level: 'ok', title, message: here, fix: null, command: null };
  return {
    id,
    level: 'warning',
    title,
    message: t('admin.browserAddress.message', { here, publicUrl }),
    fix: t('admin.browserAddress.fix'),
    command: `PUBLIC_URL=${here}`,
  };
}
