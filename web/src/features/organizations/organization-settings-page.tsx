import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Organization } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useMe } from '../../data/session/use-me.ts';
import { SettingsParts } from '../navigation/settings-parts.tsx';
import { LeaveSection } from '../members/leave-section.tsx';
import { PersonDialog } from '../members/person-dialog.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { handOver } from '../../data/organizations/change-organization.ts';
import { DeleteOrganizationDialog } from './delete-organization-dialog.tsx';
import { LogoField } from './logo-field.tsx';
import { OrganizationForm } from './organization-form.tsx';
import { RuleField } from './rule-field.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { DefaultTeamField, WeekFields } from './week-fields.tsx';

/** The settings of an organization; admins change them, members read them. */
export function OrganizationSettingsPage() {
  const { t } = useTexts();
  const organization = useOrganization();
  const may = useOrganizationPermissions();
  if (!organization || !may) return null;
  const rule = { organization, isReadOnly: !may.changeSettings };
  return (
    <Page
      title={t('sidebar.settings')}
      parts={<SettingsParts organizationId={organization.id} />}
      width="narrow"
      key={organization.id}
    >
      {may.changeSettings && <LogoField organization={organization} />}
      {may.changeSettings && <OrganizationForm organization={organization} />}
      {may.seeMembers && (
        <>
          <Section title={t('organizationSettings.joining')}>
            <RuleField {...rule} name="listed" hint={t('organizationSettings.listedText')} />
            <DefaultTeamField {...rule} />
          </Section>
          <Section title={t('organizationSettings.signIn')}>
            <RuleField {...rule} name="requireSecondFactor" hint={t('organizationSettings.requireSecondFactorText')} />
          </Section>
          <Section title={t('organizationSettings.rights')}>
            <RuleField {...rule} name="membersMakeProjects" />
            <RuleField {...rule} name="membersMakeLabels" />
          </Section>
          <Section title={t('organizationSettings.week')} text={t('organizationSettings.weekText')}>
            <WeekFields {...rule} />
          </Section>
        </>
      )}
      {may.manageOwners && <HandOverSection organization={organization} />}
      <LeaveSection organization={organization} />
      {may.delete && <DeleteSection organization={organization} />}
    </Page>
  );
}

function HandOverSection({ organization: { id, name } }: { organization: Organization }) {
  const { t } = useTexts();
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title={t('organizationSettings.handOver')}
      text={t('organizationSettings.handOverText')}
      action={<Button onClick={() => setOpen(true)}>{t('organizationSettings.handOverButton')}</Button>}
    >
      {isOpen && (
        <PersonDialog
          title={t('organizationSettings.handOverTitle', { name })}
          label={t('organizationSettings.newOwner')}
          submit={t('organizationSettings.handOverSubmit')}
          organizationId={id}
          withoutIds={[me.id]}
          isDanger
          onChoose={async (userId, { user }) => {
            await handOver(id, userId);
            showToast({ text: t('organizationSettings.handedOver', { name: user.name }) });
          }}
          onClose={() => setOpen(false)}
        >
          <p>{t('organizationSettings.handOverWarning')}</p>
        </PersonDialog>
      )}
    </Section>
  );
}

function DeleteSection({ organization }: { organization: Organization }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title={t('organizationSettings.delete')}
      text={t('organizationSettings.deleteText')}
      action={
        <Button tone="careful" onClick={() => setOpen(true)}>
          {t('organizationSettings.deleteButton')}
        </Button>
      }
    >
      {isOpen && <DeleteOrganizationDialog organization={organization} onClose={() => setOpen(false)} />}
    </Section>
  );
}
