import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

interface RowButtonsProps {
  /** The row's name, for the labels of the buttons. */
  readonly name: string;
  /** For rows in a manual order; undefined at the end of the list. */
  readonly move?: { readonly up: (() => void) | undefined; readonly down: (() => void) | undefined };
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

/** The actions on a row: move, edit, delete. */
export function RowButtons({ name, move, onEdit, onRemove }: RowButtonsProps) {
  const { t } = useTexts();
  return (
    <div className="flex shrink-0 pointer-coarse:gap-2">
      {move && (
        <>
          <IconButton label={t('workflow.up', { name })} disabled={!move.up} onClick={move.up}>
            <Icon of={ArrowUp} />
          </IconButton>
          <IconButton label={t('workflow.down', { name })} disabled={!move.down} onClick={move.down}>
            <Icon of={ArrowDown} />
          </IconButton>
        </>
      )}
      <IconButton label={t('workflow.edit', { name })} onClick={onEdit}>
        <Icon of={Pencil} />
      </IconButton>
      <IconButton label={t('workflow.remove', { name })} onClick={onRemove}>
        <Icon of={Trash2} />
      </IconButton>
    </div>
  );
}
