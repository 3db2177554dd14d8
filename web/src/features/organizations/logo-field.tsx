import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Organization } from '../../api/types.ts';
import { isProblem } from '../../lib/problem.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { ChoosePictureButton } from '../../ui/choose-picture-button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { squarePicture } from '../profile/square-picture.ts';
import { removeLogo, setLogo } from '../../data/organizations/change-organization.ts';
import { OrganizationMark } from './organization-mark.tsx';

/** The organization's logo; saved as soon as it is selected. */
export function LogoField({ organization }: { organization: Organization }) {
  const { t } = useTexts();
  const { id, logoUrl } = organization;
  const save = useMutation({ mutationFn: async (file: File) => setLogo(id, await squarePicture(file)) });
  const remove = useMutation({ mutationFn: () => removeLogo(id) });
  const failed = save.error ?? remove.error;
  return (
    <div className="grid gap-3">
      <div className="flex items-center gap-4">
        <span className="grid size-18 place-items-center overflow-hidden rounded-normal border border-line bg-surface">
          <OrganizationMark organization={organization} size={logoUrl === null ? 32 : 72} />
        </span>
        <div className="grid gap-2">
          <div className="flex flex-wrap gap-2">
            <ChoosePictureButton isBusy={save.isPending} onChoose={save.mutate}>
              {t(logoUrl === null ? 'organizationSettings.chooseLogo' : 'organizationSettings.changeLogo')}
            </ChoosePictureButton>
            {logoUrl !== null && (
              <Button tone="quiet" isBusy={remove.isPending} onClick={() => remove.mutate()}>
                {t('organizationSettings.removeLogo')}
              </Button>
            )}
          </div>
          <p className="text-meta text-muted">{t('organizationSettings.logoHint')}</p>
        </div>
      </div>
      <FormProblem>
        {failed && (isProblem(failed) ? problemText(failed) : t('shared:errors.not-a-picture'))}
      </FormProblem>
    </div>
  );
}
