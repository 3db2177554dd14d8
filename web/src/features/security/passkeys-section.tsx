import { useSuspenseQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';
import { hasPasskeys } from '../../data/session/passkey-support.ts';
import { useOtherAddress } from '../../data/server/use-server.ts';
import { AddPasskeyDialog } from './add-passkey-dialog.tsx';
import { PasskeyRow } from './passkey-row.tsx';
import { passkeysQuery } from '../../data/security/queries.ts';

export function PasskeysSection() {
  const { t } = useTexts();
  const { data: passkeys } = useSuspenseQuery(passkeysQuery);
  const otherAddress = useOtherAddress();
  const canAdd = hasPasskeys && otherAddress === null;
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      title={t('passkeyList.title')}
      text={t('passkeyList.text')}
      action={
        canAdd && (
          <Button onClick={() => setAdding(true)}>
            <Icon of={Plus} />
            {t('passkeyList.add')}
          </Button>
        )
      }
    >
      {!canAdd && (
        <p className="text-muted">
          {otherAddress === null
            ? t('passkeyList.missing')
            : t('passkeyList.otherAddress', { publicUrl: otherAddress })}
        </p>
      )}
      {passkeys.length > 0 && (
        <ul aria-label={t('passkeyList.title')}>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {isAdding && <AddPasskeyDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}
