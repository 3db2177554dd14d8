import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { latinDigits } from '../../i18n/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AuthHeading } from './auth-heading.tsx';
import { isGiven } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { hasPasskeys } from '../../data/session/passkey-support.ts';
import {
  type SecondFactorChallenge,
  type SecondFactorMethod,
  signInWithPasskey,
  verifyCode,
} from '../../data/session/session.ts';

interface SecondFactorStepProps {
  readonly challenge: SecondFactorChallenge;
  readonly isPart: boolean;
  readonly onDone: () => void;
  readonly onRestart: () => void;
}

const texts = {
  totp: 'secondFactor.totpText',
  passkey: 'secondFactor.passkeyText',
  'recovery-code': 'secondFactor.recoveryText',
} as const;

const names = {
  totp: 'secondFactor.useTotp',
  passkey: 'secondFactor.usePasskey',
  'recovery-code': 'secondFactor.useRecovery',
} as const;

/** The second factor: one method at a time, with a switch to the others. */
export function SecondFactorStep({
  challenge: { mfaToken, methods: offeredMethods },
  isPart,
  ...rest
}: SecondFactorStepProps) {
  const { t } = useTexts();
  const { onDone, onRestart } = rest;
  const methods = offeredMethods.filter((method) => method !== 'passkey' || hasPasskeys);
  const [method, setMethod] = useState<SecondFactorMethod>(methods[0] ?? 'recovery-code');
  return (
    <>
      <AuthHeading title={t('secondFactor.title')} isPart={isPart}>
        {t(texts[method])}
      </AuthHeading>
      {method === 'passkey' ? (
        <PasskeyButton tone="primary" use={() => signInWithPasskey(mfaToken)} onDone={onDone}>
          {t('secondFactor.confirm')}
        </PasskeyButton>
      ) : (
        <CodeForm key={method} method={method} mfaToken={mfaToken} onDone={onDone} />
      )}
      <ul aria-label={t('secondFactor.otherWays')} className="grid justify-items-start gap-2">
        {methods
          .filter((other) => other !== method)
          .map((other) => (
            <li key={other}>
              <button type="button" onClick={() => setMethod(other)} className="text-accent-text hover:underline">
                {t(names[other])}
              </button>
            </li>
          ))}
        <li>
          <button type="button" onClick={onRestart} className="text-muted hover:underline">
            {t('secondFactor.again')}
          </button>
        </li>
      </ul>
    </>
  );
}

interface CodeFormProps {
  readonly method: 'totp' | 'recovery-code';
  readonly mfaToken: string;
  readonly onDone: () => void;
}

function CodeForm({ method, mfaToken, onDone }: CodeFormProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { code: '' },
    rules: { code: isGiven },
    codes: { 'invalid-code': 'code' },
    send: async ({ code }) => {
      await verifyCode(mfaToken, latinDigits(code.trim()));
      onDone();
    },
  });
  const isTotp = method === 'totp';
  return (
    <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
      <TextField
        label={t(isTotp ? 'secondFactor.totp' : 'secondFactor.recovery')}
        dir="ltr"
        autoFocus
        autoComplete={isTotp ? 'one-time-code' : 'off'}
        inputMode={isTotp ? 'numeric' : 'text'}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={isTotp ? 7 : 40}
        className="figure tracking-[0.12em]"
        {...form.field('code')}
      />
      <FormProblem>{form.problem}</FormProblem>
      <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
        {t('secondFactor.submit')}
      </Button>
    </form>
  );
}
