import { Outlet, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { ShortcutsDialog } from '../../features/shortcuts/shortcuts-dialog.tsx';
import { openPalette } from '../../features/palette/open-palette.ts';
import { Palette } from '../../features/palette/palette.tsx';
import { openQuickAdd } from '../../features/quick-add/open-quick-add.ts';
import { QuickAdd } from '../../features/quick-add/quick-add.tsx';
import { useShortcuts } from '../../features/shortcuts/shortcuts.ts';
import { useNoteRecents } from '../../data/recents/use-note-recents.ts';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { keepFocusInLists } from '../../data/tasks/kept-focus.ts';
import { redoLast, undoLast } from '../../data/tasks/undo.ts';
import { PagePending } from '../../ui/page-pending.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { MobileBar } from './mobile-bar.tsx';
import { Sidebar } from './sidebar.tsx';
import { useSidebar } from '../../ui/sidebar-state.ts';

/** The layout behind the sign-in: sidebar and page. */
export function Shell() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const sidebar = useSidebar();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const organization = useOrganization();
  useNoteRecents();
  useEffect(keepFocusInLists, []);

  useShortcuts(t('shortcuts.everywhere'), [
    { keys: '?', label: t('shortcuts.help'), run: () => setHelpOpen(true) },
    { keys: 'g i', label: t('shortcuts.goInbox'), run: () => void navigate({ to: '/inbox' }) },
    { keys: 'g w', label: t('shortcuts.goMyWork'), run: () => void navigate({ to: '/my-work' }) },
    { keys: 'g b', label: t('shortcuts.goBoard'), run: () => void navigate({ to: '/' }) },
    {
      keys: 'g d',
      label: t('shortcuts.goTo', { name: t('team.calendar') }),
      run: () => void navigate({ to: '/calendar' }),
    },
    { keys: '$mod+k', label: t('shortcuts.search'), run: openPalette, whileTyping: true },
    { keys: '/', label: t('shortcuts.search'), run: openPalette },
    {
      keys: 'g s',
      label: t('shortcuts.goTo', { name: t('settings.title') }),
      run: () => void navigate({ to: '/settings' }),
    },
    ...(organization?.waitsForSecondFactor === false
      ? [
          {
            keys: 'g p',
            label: t('shortcuts.goTo', { name: t('sidebar.projects') }),
            run: () =>
              void navigate({
                to: '/organizations/$organizationId/projects',
                params: { organizationId: organization.id },
              }),
          },
          { keys: 'c', label: t('shortcuts.newTask'), run: () => openQuickAdd() },
          { keys: 'n', label: t('shortcuts.newTask'), run: () => openQuickAdd() },
        ]
      : []),
    { keys: '[', label: t('sidebar.toggle'), run: sidebar.toggle },
    { keys: '$mod+z', label: t('common.undo'), run: undoLast },
    { keys: '$mod+Shift+z', label: t('shortcuts.redo'), run: redoLast },
  ]);

  return (
    <div className="flex h-full flex-col md:flex-row">
      <a href="#main" className="skip-link">
        {t('common.skip')}
      </a>
      <MobileBar />
      {sidebar.isOpen && (
        <div className="hidden w-(--sidebar) shrink-0 border-e border-line md:block">
          <Sidebar onHelp={() => setHelpOpen(true)} />
        </div>
      )}
      <main id="main" tabIndex={-1} className="relative min-h-0 min-w-0 flex-1 outline-none">
        <Suspense fallback={<PagePending />}>
          <Outlet />
        </Suspense>
      </main>
      <BottomBar />
      <QuickAdd />
      <Palette onHelp={() => setHelpOpen(true)} />
      {isHelpOpen && <ShortcutsDialog onClose={() => setHelpOpen(false)} />}
    </div>
  );
}
