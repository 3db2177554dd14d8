import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { signOut } from '../../data/session/sign-out.ts';
import { secondFactorsQuery } from '../../data/security/queries.ts';
import { useOrganization } from '../../data/organizations/use-organization.ts';

/** Shown instead of an organization that requires a second factor, in sessions without one. */
export function SecondFactorRequired() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/second-factor' });
  const organization = useOrganization();
  const { data } = useQuery(secondFactorsQuery);
  if (organization?.id !== organizationId || !organization.waitsForSecondFactor) return <Navigate to="/" replace />;
  const hasFactor = (data?.methods.length ?? 0) > 0;
  return (
    <div className="mx-auto grid max-w-sm justify-items-center gap-3 px-6 py-20 text-center">
      <span className="grid size-12 place-items-center rounded-full bg-accent-wash text-accent-text">
        <Icon of={ShieldCheck} size={22} />
      </span>
      <h1 className="text-title font-semibold text-balance">
        {t('secondFactorWall.title', { organization: organization.name })}
      </h1>
      <p className="text-balance text-soft">{t(hasFactor ? 'secondFactorWall.hasText' : 'secondFactorWall.text')}</p>
      {hasFactor ? (
        <Button tone="primary" size="large" className="mt-3" onClick={() => void signOut()}>
          {t('secondFactorWall.again')}
        </Button>
      ) : (
        <Link to="/settings/security" className={`${buttonClass({ tone: 'primary', size: 'large' })} mt-3`}>
          {t('secondFactorWall.setUp')}
        </Link>
      )}
    </div>
  );
}
