import { usePrefetchQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { basePath } from '../../lib/base-path.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';
import { useSendsMail } from '../../data/server/use-server.ts';
import { secondFactorsQuery } from '../../data/security/queries.ts';
import { DeleteAccountDialog } from './delete-account-dialog.tsx';

/** Exports one's data and deletes the account. */
export function OwnDataPage() {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  // The dialog opens with it.
  usePrefetchQuery(secondFactorsQuery);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <Section
        title={t('ownData.export')}
        text={t('ownData.exportText')}
        action={
          <a href={`${basePath}/api/v1/auth/me/export`} download="taskuno-my-data.json" className={buttonClass()}>
            <Icon of={Download} />
            {t('ownData.download')}
          </a>
        }
      />
      <Section
        title={t('ownData.delete')}
        text={t(sendsMail ? 'ownData.deleteText' : 'ownData.deleteTextOff')}
        action={
          <Button tone="careful" onClick={() => setDeleting(true)}>
            {t('ownData.deleteButton')}
          </Button>
        }
      >
        {isDeleting && <DeleteAccountDialog onClose={() => setDeleting(false)} />}
      </Section>
    </>
  );
}
