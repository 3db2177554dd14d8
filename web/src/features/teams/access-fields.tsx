import { type ReactNode, useId } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { changeTeam, type TeamChange } from '../../data/teams/queries.ts';

interface AccessFieldsProps {
  readonly team: Team;
  readonly isReadOnly: boolean;
}

/** Who can see and change a team's tasks; each choice is saved at once. */
export function AccessFields({ team, isReadOnly }: AccessFieldsProps) {
  const { t } = useTexts();
  const change = useOptimisticChange((values: TeamChange) => changeTeam(team.id, values));
  const displayed = { ...team, ...change.wanted };
  return (
    <>
      <Choice
        legend={t('teams.visibility')}
        value={displayed.visibility}
        isDisabled={isReadOnly}
        options={[
          ['organization', t('teams.visibilities.organization'), t('teams.visibilityTexts.organization')],
          ['team', t('teams.visibilities.team'), t('teams.visibilityTexts.team')],
        ]}
        onChange={(visibility) => change.to({ visibility })}
      />
      <Choice
        legend={t('teams.editPolicy')}
        value={displayed.editPolicy}
        isDisabled={isReadOnly}
        options={[
          ['members', t('teams.editPolicies.members'), t('teams.editPolicyTexts.members')],
          ['involved', t('teams.editPolicies.involved'), t('teams.editPolicyTexts.involved')],
        ]}
        onChange={(editPolicy) => change.to({ editPolicy })}
      />
      <CheckField
        label={t('teams.deleteOpenTasks')}
        hint={t('teams.deleteOpenTasksText')}
        checked={displayed.deleteOpenTasks}
        disabled={isReadOnly}
        onChange={({ target }) => change.to({ deleteOpenTasks: target.checked })}
      />
      <FormProblem>{change.error && problemText(change.error)}</FormProblem>
    </>
  );
}

interface ChoiceProps<Value extends string> {
  readonly legend: string;
  readonly value: Value;
  readonly isDisabled: boolean;
  readonly options: readonly (readonly [value: Value, name: string, text: ReactNode])[];
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ legend, value, isDisabled, options, onChange }: ChoiceProps<Value>) {
  const group = useId();
  return (
    <fieldset disabled={isDisabled} className="grid gap-2">
      <legend className="mb-2 font-medium text-soft">{legend}</legend>
      {options.map(([one, name, text]) => (
        <div key={one} className="relative flex items-start gap-2.5">
          <input
            type="radio"
            name={group}
            id={`${group}-${one}`}
            aria-describedby={`${group}-${one}-about`}
            checked={one === value}
            onChange={() => onChange(one)}
            className="relative z-1 mt-1 size-4 shrink-0"
          />
          <div className="grid min-w-0">
            <label htmlFor={`${group}-${one}`} className="after:absolute after:inset-0">
              {name}
            </label>
            <p id={`${group}-${one}-about`} className="text-meta text-muted">
              {text}
            </p>
          </div>
        </div>
      ))}
    </fieldset>
  );
}
