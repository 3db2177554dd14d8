import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../button.tsx';

interface LinkFieldProps {
  readonly href: string;
  /** An empty address takes the link away. */
  readonly onSet: (href: string) => void;
  readonly onClose: () => void;
}

/** The address of a link. */
export function LinkField({ href, onSet, onClose }: LinkFieldProps) {
  const { t } = useTexts();
  const [address, setAddress] = useState(href);
  const apply = () => {
    const text = address.trim();
    const isWhole = text === '' || /^(?:https?:\/\/|mailto:|tel:|\/)/i.test(text);
    onSet(isWhole ? text : text.includes('@') && !text.includes('/') ? `mailto:${text}` : `https://${text}`);
  };
  return (
    <div className="flex flex-1 items-center gap-1">
      <input
        aria-label={t('editor.address')}
        placeholder="https://"
        type="url"
        dir="ltr"
        autoFocus
        value={address}
        className="h-7 min-w-0 flex-1 rounded-[6px] border border-line-strong bg-surface px-2"
        onChange={(event) => setAddress(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Enter') apply();
          else onClose();
        }}
      />
      <Button size="small" onClick={apply}>
        {t('editor.setLink')}
      </Button>
      {href !== '' && (
        <Button size="small" tone="quiet" onClick={() => onSet('')}>
          {t('editor.removeLink')}
        </Button>
      )}
    </div>
  );
}
