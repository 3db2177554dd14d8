import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';

/** The pages of the administration, with links between them: beside the page, or above it on narrow screens. */
export function AdminPage() {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const navigation = useRef<HTMLElement>(null);
  // On narrow screens the links are a row that scrolls.
  useEffect(() => {
    navigation.current
      ?.querySelector(`a[href$="${CSS.escape(pathname)}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  const pages = [
    { to: '/admin/health', name: t('admin.health') },
    { to: '/admin/users', name: t('users.title') },
    { to: '/admin/messages', name: t('mailLog.title') },
    { to: '/admin/queues', name: t('admin.queues') },
    { to: '/admin/jobs', name: t('admin.jobs') },
    { to: '/admin/backups', name: t('backups.title') },
    { to: '/admin/flags', name: t('admin.flags') },
    { to: '/admin/load', name: t('admin.load') },
    { to: '/admin/audit-log', name: t('audit.title') },
  ] as const;
  return (
    <div className="flex h-full min-h-0 flex-col xl:flex-row">
      <nav
        ref={navigation}
        aria-label={t('admin.title')}
        className="shrink-0 overflow-x-auto border-line p-2 max-xl:border-b xl:w-44 xl:overflow-y-auto xl:border-e"
      >
        <ul className="flex gap-0.5 xl:flex-col">
          {pages.map(({ to, name }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ includeSearch: false }}
                className="tap flex h-8 items-center rounded-[6px] px-2.5 whitespace-nowrap text-soft transition-colors duration-(--fast) hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink"
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-h-0 min-w-0 flex-1">
        <Outlet />
      </div>
    </div>
  );
}
