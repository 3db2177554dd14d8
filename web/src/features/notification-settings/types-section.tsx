import { useMe } from '../../data/session/use-me.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { NotificationPreferences } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';
import { Section } from '../../ui/section.tsx';
import { columnsClass, nameClass } from './columns.ts';
import { TypeRow } from './type-row.tsx';
import type { EditablePreferences } from './use-editable-preferences.ts';

interface TypesSectionProps extends EditablePreferences {
  /** One's own preferences, if these are those for an organization. */
  readonly own?: NotificationPreferences;
}

/** The types of notifications by channel: a table, on narrow screens a list. */
export function TypesSection({ preferences, onChange, own }: TypesSectionProps) {
  const { t } = useTexts();
  const { labels } = preferences;
  const groups = [...new Set(labels.map(({ group }) => group))];
  const { instanceAdmin } = useMe();
  const shownGroups = groups.filter((group) => group !== 'installation' || (instanceAdmin && own === undefined));
  return (
    <Section title={t('notificationSettings.types')} text={t('notificationSettings.typesText')}>
      <div className="grid gap-6">
        {shownGroups.map((group) => (
          <div key={group}>
            <div className={classNames(columnsClass, 'items-end border-b border-line pb-1.5')}>
              <h3 className={classNames(nameClass, 'font-medium text-soft')}>
                {t(`notificationSettings.groups.${group}`)}
              </h3>
              {(['app', 'email', 'push'] as const).map((channel) => (
                <span key={channel} aria-hidden className="text-center text-meta text-muted max-sm:hidden">
                  {t(`notificationSettings.channels.${channel}`)}
                </span>
              ))}
            </div>
            <ul aria-label={t(`notificationSettings.groups.${group}`)}>
              {labels
                .filter((label) => label.group === group)
                .map(({ type, name }) => (
                  <TypeRow
                    key={type}
                    type={type}
                    name={name}
                    choice={preferences.types[type]}
                    own={own?.types[type]}
                    onChange={(choice) => onChange({ types: { [type]: choice } })}
                  />
                ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}
