import { useTexts } from '../../i18n/use-texts.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { positions, roles } from '../../data/members/positions.ts';

export interface MemberFilterValues {
  readonly text: string;
  readonly role: string;
  readonly position: string;
}

interface MemberFilterProps {
  readonly values: MemberFilterValues;
  readonly onChange: (values: MemberFilterValues) => void;
}

export function MemberFilter({ values, onChange }: MemberFilterProps) {
  const { t } = useTexts();
  return (
    <div className="flex flex-wrap gap-2">
      <SearchBox
        label={t('people.search')}
        value={values.text}
        onChange={(text) => onChange({ ...values, text })}
        className="flex-1 basis-52"
      />
      <SmallSelect
        label={t('people.filterRole')}
        value={values.role}
        onChange={(role) => onChange({ ...values, role })}
        options={[['', t('people.allRoles')], ...roles.map((role) => [role, t(`shared:roles.${role}`)] as const)]}
      />
      <SmallSelect
        label={t('people.filterPosition')}
        value={values.position}
        onChange={(position) => onChange({ ...values, position })}
        options={[
          ['', t('people.allPositions')],
          ...positions.map((position) => [position, t(`positions.${position}`)] as const),
        ]}
      />
    </div>
  );
}
