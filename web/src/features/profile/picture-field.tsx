import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { ChoosePictureButton } from '../../ui/choose-picture-button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { removePicture, setPicture } from '../../data/session/change-picture.ts';
import { squarePicture } from './square-picture.ts';

interface Chosen {
  readonly picture: Blob;
  /** A local address to preview the picture. */
  readonly address: string;
}

/** One's profile picture, with a preview before saving; without one it is generated from the name. */
export function PictureField() {
  const { t } = useTexts();
  const me = useMe();
  const [selection, setSelection] = useState<Chosen | null>(null);
  const [isUnreadable, setUnreadable] = useState(false);
  const take = (picture: Blob | null) => {
    if (selection) URL.revokeObjectURL(selection.address);
    setSelection(picture && { picture, address: URL.createObjectURL(picture) });
  };
  const save = useMutation({ mutationFn: setPicture, onSuccess: () => take(null) });
  const remove = useMutation({ mutationFn: removePicture });

  const choose = async (file: File | undefined) => {
    if (!file) return;
    save.reset();
    try {
      take(await squarePicture(file));
      setUnreadable(false);
    } catch {
      setUnreadable(true);
    }
  };
  const failed = save.error ?? remove.error;
  return (
    <div className="grid gap-3">
      <div className="flex items-center gap-4">
        <Avatar name={me.name} url={selection?.address ?? me.avatarUrl} size={72} />
        <div className="grid gap-2">
          <div className="flex flex-wrap gap-2">
            {selection ? (
              <>
                <Button tone="primary" isBusy={save.isPending} onClick={() => save.mutate(selection.picture)}>
                  {t('picture.use')}
                </Button>
                <Button onClick={() => take(null)}>{t('common.cancel')}</Button>
              </>
            ) : (
              <>
                <ChoosePictureButton onChoose={(file) => void choose(file)}>
                  {t(me.avatarUrl === null ? 'picture.choose' : 'picture.change')}
                </ChoosePictureButton>
                {me.avatarUrl !== null && (
                  <Button tone="quiet" isBusy={remove.isPending} onClick={() => remove.mutate()}>
                    {t('picture.remove')}
                  </Button>
                )}
              </>
            )}
          </div>
          <p className="text-meta text-muted">{t(selection ? 'picture.preview' : 'picture.hint')}</p>
        </div>
      </div>
      <FormProblem>{isUnreadable ? t('shared:errors.not-a-picture') : failed && problemText(failed)}</FormProblem>
    </div>
  );
}
