import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeMailAddress, mailAddressQuery, rotateMailAddress } from '../../data/teams/queries.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';

/**
 * The address that turns emails into tasks of a team. Where the server receives no email, its admins read how to turn
 * it on, and others see nothing.
 */
export function MailAddress({ teamId, isAdmin }: { teamId: string; isAdmin: boolean }) {
  const { t } = useTexts();
  const { data } = useQuery(mailAddressQuery(teamId));
  if (!data || (data.address === null && !isAdmin)) return null;
  if (data.address === null) return <Section title={t('mailAddress.title')} text={t('mailAddress.isOff')} />;
  return (
    <Section title={t('mailAddress.title')} text={t('mailAddress.text')}>
      <CopyField label={t('mailAddress.address')} text={data.address} />
      <p className="text-meta text-muted">
        {t(data.acceptsOutsiders ? 'mailAddress.forEveryone' : 'mailAddress.forMembers')}
      </p>
      {isAdmin && <MailAddressSettings teamId={teamId} acceptsOutsiders={data.acceptsOutsiders} />}
    </Section>
  );
}

function MailAddressSettings({ teamId, acceptsOutsiders }: { teamId: string; acceptsOutsiders: boolean }) {
  const { t } = useTexts();
  const [isReplacing, setReplacing] = useState(false);
  const change = useOptimisticChange((values: { acceptsOutsiders: boolean }) => changeMailAddress(teamId, values));
  const replace = async () => {
    await rotateMailAddress(teamId);
    showToast({ text: t('mailAddress.replaced') });
  };
  return (
    <>
      <CheckField
        label={t('mailAddress.acceptsOutsiders')}
        hint={t('mailAddress.acceptsOutsidersText')}
        checked={change.wanted.acceptsOutsiders ?? acceptsOutsiders}
        onChange={({ target }) => change.to({ acceptsOutsiders: target.checked })}
      />
      <FormProblem>{change.error && problemText(change.error)}</FormProblem>
      <div>
        <Button onClick={() => setReplacing(true)}>{t('mailAddress.replace')}</Button>
      </div>
      {isReplacing && (
        <ConfirmDialog
          title={t('mailAddress.replaceTitle')}
          submit={t('mailAddress.replace')}
          onConfirm={replace}
          onClose={() => setReplacing(false)}
        >
          {t('mailAddress.replaceText')}
        </ConfirmDialog>
      )}
    </>
  );
}
