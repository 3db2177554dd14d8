import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { keyNames } from './key-names.ts';
import { useActiveShortcuts } from './shortcuts.ts';

/** The shortcuts that are available on the current page. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const titles = new Map<string, Map<string, string>>();
  for (const { title, shortcuts } of useActiveShortcuts()) {
    const group = titles.get(title) ?? new Map<string, string>();
    titles.set(title, group);
    // Of two keys for one action the first is shown.
    for (const { keys, label } of shortcuts) if (!group.has(label)) group.set(label, keys);
  }
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <div className="gap-10 sm:columns-2">
        {[...titles].map(([title, group]) => (
          <section key={title} className="mb-5 break-inside-avoid">
            <h3 className="mb-2 text-meta font-medium text-muted">{title}</h3>
            <dl className="grid gap-1.5">
              {[...group].map(([label, keys]) => (
                <div key={keys} className="flex items-center justify-between gap-4">
                  <dt>{label}</dt>
                  <dd className="flex gap-1" dir="ltr">
                    {keyNames(keys).map((name) => (
                      <Kbd key={name}>{name}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
