import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { PartButtons } from '../../ui/part-buttons.tsx';
import { previewAddress } from '../../data/mail-log/queries.ts';
import { TextWithLinks } from './text-with-links.tsx';

const parts = ['html', 'text'] as const;

/** An email as mail programs show it, and its plain text. The frame runs no scripts and loads nothing. */
export function MessagePreview({ id, text }: { id: string; text: string }) {
  const { t } = useTexts();
  const [part, setPart] = useState<(typeof parts)[number]>('html');
  return (
    <section aria-label={t('mailLog.preview')} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <PartButtons
        label={t('mailLog.preview')}
        parts={parts.map((name) => [name, t(`mailLog.parts.${name}`)])}
        shown={part}
        onChoose={setPart}
      />
      {part === 'html' ? (
        <iframe
          key={id}
          title={t('mailLog.preview')}
          src={previewAddress(id)}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          className="h-[34rem] w-full rounded-normal border border-line bg-surface"
        />
      ) : (
        <div className="rounded-normal border border-line bg-surface p-5 text-reading">
          <TextWithLinks text={text} />
        </div>
      )}
    </section>
  );
}
