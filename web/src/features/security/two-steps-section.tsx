import { useSuspenseQuery } from '@tanstack/react-query';
import { KeyRound, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { EnrolDialog } from './enrol-dialog.tsx';
import { secondFactorsQuery } from '../../data/security/queries.ts';
import { RenewCodesDialog } from './renew-codes-dialog.tsx';
import { TurnOffDialog } from './turn-off-dialog.tsx';

/** The authenticator app and recovery codes. */
export function TwoStepsSection() {
  const { t } = useTexts();
  const { data } = useSuspenseQuery(secondFactorsQuery);
  const [open, setOpen] = useState<'enrol' | 'turn-off' | 'renew' | null>(null);
  const isOn = data.methods.includes('totp');
  const close = () => setOpen(null);
  return (
    <Section title={t('twoSteps.title')} text={t('twoSteps.text')}>
      <div className="grid">
        <SettingRow
          icon={<Icon of={Smartphone} />}
          title={
            <>
              {t('twoSteps.app')}{' '}
              <span className={`ms-1 font-normal ${isOn ? 'text-accent-text' : 'text-muted'}`}>
                {t(isOn ? 'security.on' : 'security.off')}
              </span>
            </>
          }
          text={t('twoSteps.appText')}
        >
          {isOn ? (
            <Button onClick={() => setOpen('turn-off')}>{t('security.turnOff')}</Button>
          ) : (
            <Button tone="primary" onClick={() => setOpen('enrol')}>
              {t('twoSteps.setUp')}
            </Button>
          )}
        </SettingRow>
        {data.methods.length > 0 && (
          <SettingRow
            icon={<Icon of={KeyRound} />}
            title={t('twoSteps.codes')}
            text={
              data.recoveryCodesLeft > 0
                ? t('twoSteps.codesLeft', { count: data.recoveryCodesLeft })
                : t('twoSteps.codesNone')
            }
          >
            <Button onClick={() => setOpen('renew')}>{t('twoSteps.renew')}</Button>
          </SettingRow>
        )}
      </div>
      {open === 'enrol' && <EnrolDialog onClose={close} />}
      {open === 'turn-off' && <TurnOffDialog onClose={close} />}
      {open === 'renew' && <RenewCodesDialog onClose={close} />}
    </Section>
  );
}
