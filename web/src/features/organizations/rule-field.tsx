import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../lib/problem.ts';
import type { Organization } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';
import {
  changeOrganization,
  type OrganizationChange,
  type OrganizationRule,
} from '../../data/organizations/change-organization.ts';

interface RuleFieldProps {
  readonly organization: Organization;
  readonly name: OrganizationRule;
  readonly hint?: string;
  readonly isReadOnly: boolean;
}

/** A setting of an organization; saved at once. */
export function RuleField({ organization, name, hint, isReadOnly }: RuleFieldProps) {
  const { t } = useTexts();
  const change = useOptimisticChange((values: OrganizationChange) => changeOrganization(organization.id, values));
  const isOn = change.wanted[name] ?? organization[name];
  const ownFirst = isProblem(change.error, 'second-factor-first');
  return (
    <div className="grid gap-2">
      <CheckField
        label={t(`organizationSettings.${name}`)}
        hint={hint}
        checked={isOn}
        disabled={isReadOnly}
        onChange={({ target }) => change.to({ [name]: target.checked })}
      />
      <div role="alert">
        {change.error && (
          <p className="rounded-[6px] bg-danger-wash px-3 py-2 text-danger">
            {ownFirst ? t('organizationSettings.ownFirst') : problemText(change.error)}{' '}
            {ownFirst && (
              <Link to="/settings/security" className="underline underline-offset-2">
                {t('organizationSettings.toSecurity')}
              </Link>
            )}
          </p>
        )}
      </div>
    </div>
  );
}
