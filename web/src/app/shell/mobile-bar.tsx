import { Menu } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { Brand } from '../../ui/brand.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Sidebar } from './sidebar.tsx';

/** The top bar of narrow screens. Its button opens the sidebar as a drawer. */
export function MobileBar() {
  const { t } = useTexts();
  const drawer = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();

  const close = () => drawer.current?.close();
  // Also by a link to the page that is shown, or to a saved view of it.
  useEffect(() => router.subscribe('onBeforeNavigate', () => drawer.current?.close()), [router]);

  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3 md:hidden">
      <IconButton
        label={t('sidebar.open')}
        className="pointer-coarse:size-11"
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(true);
          drawer.current?.showModal();
        }}
      >
        <Icon of={Menu} size={18} />
      </IconButton>
      <Brand />
      <dialog
        ref={drawer}
        className="drawer"
        aria-label={t('sidebar.name')}
        onClose={() => setOpen(false)}
        onPointerDown={(event) => event.target === drawer.current && close()}
      >
        {isOpen && <Sidebar onOpen={close} />}
      </dialog>
    </header>
  );
}
