import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Organization } from '../../api/types.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { weekdayName, weekFrom } from '../../i18n/weekdays.ts';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';
import { formErrors } from '../../ui/form-errors.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { teamsQuery } from '../../data/teams/queries.ts';
import { changeOrganization, type OrganizationChange } from '../../data/organizations/change-organization.ts';

interface WeekFieldsProps {
  readonly organization: Organization;
  readonly isReadOnly: boolean;
}

/** The organization's week; each choice is saved at once. */
export function WeekFields({ organization, isReadOnly }: WeekFieldsProps) {
  const { t } = useTexts();
  const change = useOptimisticChange((values: OrganizationChange) => changeOrganization(organization.id, values));
  const wrong = change.error ? formErrors(change.error, { names: ['weekStart'] }) : {};
  const { weekStart, workingDays } = { ...organization, ...change.wanted };
  const toggle = (day: number) => {
    const days = workingDays.includes(day) ? workingDays.filter((one) => one !== day) : [...workingDays, day];
    if (days.length > 0) change.to({ workingDays: days });
  };
  return (
    <>
      <SelectField
        label={t('organizationSettings.weekStart')}
        value={String(weekStart)}
        error={wrong['weekStart']}
        disabled={isReadOnly}
        onChange={({ target }) => change.to({ weekStart: Number(target.value) })}
      >
        {weekFrom(1).map((day) => (
          <option key={day} value={day}>
            {weekdayName(day, 'long')}
          </option>
        ))}
      </SelectField>
      <div>
        <fieldset className="grid gap-1.5" disabled={isReadOnly}>
          <legend className="mb-1.5 font-medium text-soft">{t('organizationSettings.workingDays')}</legend>
          <div className="flex flex-wrap gap-1.5">
            {weekFrom(weekStart).map((day) => (
              <label
                key={day}
                className="inline-flex h-9 pointer-coarse:h-11 min-w-9 cursor-pointer items-center justify-center rounded-[6px] border border-line-strong px-2.5 text-soft transition-colors has-checked:border-accent-fill has-checked:bg-accent-wash has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <input
                  type="checkbox"
                  className="sr-only"
                  checked={workingDays.includes(day)}
                  onChange={() => toggle(day)}
                />
                {weekdayName(day, 'long')}
              </label>
            ))}
          </div>
        </fieldset>
        <FormProblem>{wrong['form']}</FormProblem>
      </div>
    </>
  );
}

/** The team that new members are added to. */
export function DefaultTeamField({ organization, isReadOnly }: WeekFieldsProps) {
  const { t } = useTexts();
  const change = useOptimisticChange((values: OrganizationChange) => changeOrganization(organization.id, values));
  const wrong = change.error ? formErrors(change.error, { names: ['defaultTeamId'] }) : {};
  const { data: teams = [] } = useQuery(teamsQuery);
  const { defaultTeamId } = { ...organization, ...change.wanted };
  return (
    <div>
      <SelectField
        label={t('organizationSettings.defaultTeam')}
        value={defaultTeamId ?? ''}
        error={wrong['defaultTeamId']}
        disabled={isReadOnly}
        onChange={({ target }) => change.to({ defaultTeamId: target.value === '' ? null : target.value })}
      >
        <option value="">{t('organizationSettings.noDefaultTeam')}</option>
        {teams
          .filter(({ organizationId }) => organizationId === organization.id)
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </SelectField>
      <FormProblem>{wrong['form']}</FormProblem>
    </div>
  );
}
