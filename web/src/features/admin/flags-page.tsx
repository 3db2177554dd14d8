import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Flag, FlagChange } from '../../api/types.ts';
import { formatPercent } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';
import { allOrganizationsQuery, flagsQuery, setFlag } from '../../data/administration/queries.ts';

/** Features that can be turned off: for all organizations, a share of them, or single ones. */
export function FlagsPage() {
  const { t } = useTexts();
  const query = useQuery(flagsQuery);
  return (
    <Page title={t('admin.flags')}>
      <p className="text-soft">{t('admin.flagsText')}</p>
      <Unread query={query} />
      {query.data?.items.map((flag) => (
        <FlagSection key={flag.name} flag={flag} />
      ))}
    </Page>
  );
}

const shares = [100, 75, 50, 25, 10, 5, 1, 0];

function FlagSection({ flag: saved }: { flag: Flag }) {
  const { t } = useTexts();
  const { name } = saved;
  const change = useOptimisticChange((values: Omit<FlagChange, 'name'>) => setFlag({ name, ...values }));
  const flag: Flag = Object.assign({}, saved, change.wanted);
  const { state, percentage } = flag;
  const title = t(`admin.features.${name}.title`);
  return (
    <Section title={title} text={t(`admin.features.${name}.text`)}>
      <CheckField
        label={t('admin.flagOn')}
        checked={state === 'on'}
        onChange={({ target }) => change.to({ state: target.checked ? 'on' : 'off' })}
      />
      {state === 'on' && (
        <SelectField
          label={t('admin.share')}
          value={percentage}
          onChange={({ target }) => change.to({ percentage: Number(target.value) })}
        >
          {[...new Set([...shares, percentage])]
            .toSorted((a, b) => b - a)
            .map((share) => (
              <option key={share} value={share}>
                {formatPercent(share / 100)}
              </option>
            ))}
        </SelectField>
      )}
      <OwnStates flag={flag} onChange={(organizations) => change.to({ organizations })} />
      <div role="alert">{change.error && <p className="text-danger">{problemText(change.error)}</p>}</div>
    </Section>
  );
}

type OwnState = Flag['organizations'][number];

/** Organizations for which the feature is on or off whatever the setting above. */
function OwnStates({ flag, onChange }: { flag: Flag; onChange: (organizations: OwnState[]) => void }) {
  const { t } = useTexts();
  const query = useInfiniteQuery(allOrganizationsQuery);
  const organizations = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const { organizations: own } = flag;
  const others = organizations.filter(({ id }) => own.every((one) => one.id !== id));
  const opposite = flag.state === 'on' ? 'off' : 'on';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {own.length > 0 && (
        <ul aria-label={t('admin.exceptions')} className="grid grid-cols-[minmax(0,1fr)]">
          {own.map(({ id, state }) => {
            const name = organizations.find((one) => one.id === id)?.name ?? id;
            return (
              <li key={id} className="flex items-center gap-3 py-1">
                <Name className="min-w-0 flex-1 truncate">{name}</Name>
                <span className="text-meta text-muted">{t(`admin.states.${state}`)}</span>
                <IconButton
                  label={t('admin.removeException', { name })}
                  onClick={() => onChange(own.filter((one) => one.id !== id))}
                >
                  <Icon of={X} />
                </IconButton>
              </li>
            );
          })}
        </ul>
      )}
      {others.length > 0 && (
        <SelectField
          label={t(opposite === 'on' ? 'admin.addOn' : 'admin.addOff')}
          value=""
          onChange={({ target }) => onChange([...own, { id: target.value, state: opposite }])}
        >
          <option value="">{t('admin.chooseOrganization')}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
    </div>
  );
}
