import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Globe } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Identity } from '../../api/types.ts';
import { formatAgo } from '../../i18n/dates.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { Section } from '../../ui/section.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { showToast } from '../../ui/toasts.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { type Provider, providersQuery } from '../../data/session/providers.ts';
import { leaveToLink } from '../../data/security/link-identity.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { useOtherAddress } from '../../data/server/use-server.ts';
import { identitiesQuery, removeIdentity } from '../../data/security/queries.ts';

/** Linked accounts of providers; hidden if no provider is configured. */
export function IdentitiesSection() {
  const { t } = useTexts();
  const { data: identities } = useSuspenseQuery(identitiesQuery);
  const { data: providers = [] } = useQuery(providersQuery);
  const [linking, setLinking] = useState<Provider | null>(null);
  const otherAddress = useOtherAddress();
  const labels = new Map(providers.map(({ name, label }) => [name, label]));
  const open = providers.filter(({ name }) => !identities.some(({ provider }) => provider === name));
  if (providers.length === 0 && identities.length === 0) return null;
  return (
    <Section title={t('identities.title')} text={t('identities.text')}>
      <ul aria-label={t('identities.title')}>
        {identities.map((identity) => (
          <IdentityRow
            key={identity.id}
            identity={identity}
            label={labels.get(identity.provider) ?? identity.provider}
          />
        ))}
        {(otherAddress === null ? open : []).map(({ name, label }) => (
          <li key={name}>
            <SettingRow icon={<Icon of={Globe} />} title={<Name>{label}</Name>} text={t('identities.none')}>
              <Button
                aria-label={t('identities.linkName', { provider: label })}
                onClick={() => setLinking({ name, label })}
              >
                {t('identities.link')}
              </Button>
            </SettingRow>
          </li>
        ))}
      </ul>
      {linking && <LinkDialog provider={linking} onClose={() => setLinking(null)} />}
      {otherAddress !== null && open.length > 0 && (
        <p className="text-muted">{t('identities.otherAddress', { publicUrl: otherAddress })}</p>
      )}
    </Section>
  );
}

/** Names the provider, and asks for the password first. */
function LinkDialog({ provider: { name, label }, onClose }: { provider: Provider; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <PasswordDialog
      title={t('identities.linkName', { provider: label })}
      submit={t('identities.go')}
      onConfirm={(password) => leaveToLink(name, '/settings/security', password)}
      onClose={onClose}
    >
      <p className="text-soft">{t('identities.goText', { provider: label })}</p>
    </PasswordDialog>
  );
}

function IdentityRow({ identity: { id, email, createdAt }, label }: { identity: Identity; label: string }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const unlink = useMutation({
    mutationFn: () => removeIdentity(id),
    onSuccess: () => showToast({ text: t('identities.unlinked', { provider: label }) }),
  });
  return (
    <li>
      <SettingRow
        icon={<Icon of={Globe} />}
        title={<Name>{label}</Name>}
        text={
          <>
            <bdi dir="ltr">{email}</bdi> · {t('identities.since', { date: formatAgo(createdAt, dateFormat, now) })}
          </>
        }
      >
        <Button
          aria-label={t('identities.unlinkName', { provider: label })}
          isBusy={unlink.isPending}
          onClick={() => unlink.mutate()}
        >
          {t('identities.unlink')}
        </Button>
      </SettingRow>
      <FormProblem>{unlink.error && problemText(unlink.error)}</FormProblem>
    </li>
  );
}
