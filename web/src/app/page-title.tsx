import { useRouterState } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { formatNumber } from '../i18n/numbers.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { useSignal } from '../lib/signal.ts';
import { productName } from '../ui/brand.tsx';
import { nameSource, noNames } from './title.ts';

const neverChanges = () => () => undefined;

/** Sets the page's title for tabs, bookmarks and screen readers. */
export function PageTitle() {
  const { t } = useTexts();
  const source = useSignal(nameSource);
  const match = useRouterState({
    select: ({ matches }) => matches.findLast(({ staticData, status }) => staticData.title && status !== 'pending'),
  });
  const title = useSyncExternalStore(source?.subscribe ?? neverChanges, () => {
    const names = source?.namesOf(match?.params ?? {}) ?? noNames;
    const parts = match?.status === 'notFound' ? [t('notFound.title')] : (match?.staticData.title?.(t, names) ?? []);
    const unread = source?.unread() ?? 0;
    const titleParts = [...new Set(parts)].filter((part) => part !== undefined && part !== '');
    return `${unread > 0 ? `(${formatNumber(unread)}) ` : ''}${titleParts.join(' · ') || productName}`;
  });
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
