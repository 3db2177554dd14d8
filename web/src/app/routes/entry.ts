import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { metaQuery } from '../../data/server/queries.ts';
import { addTextsOf } from '../../i18n/language.ts';

/** What `GET /meta` returns; null if it fails, and the page works without it. */
export const meta = (client: QueryClient) => client.ensureQueryData(metaQuery).catch(() => null);

/** Texts of the pages before the sign-in. They differ if the server sends no mail. */
export const entryTexts = async ({ context }: { context: { queryClient: QueryClient } }) => {
  await Promise.all([addTextsOf('entry', 'problems'), meta(context.queryClient)]);
};

/** While there is no account, every page redirects to the set-up page. */
export async function toSetup(client: QueryClient): Promise<void> {
  const serverMeta = await meta(client);
  if (serverMeta && serverMeta.setup !== 'done') throw redirect({ to: '/setup', replace: true });
}
