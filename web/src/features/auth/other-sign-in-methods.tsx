import { SentenceAround } from '../../ui/sentence-around.tsx';
import { useTexts } from '../../i18n/use-texts.ts';
import { buttonClass } from '../../ui/button.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { hasPasskeys } from '../../data/session/passkey-support.ts';
import { type Provider, providerHref } from '../../data/session/providers.ts';
import { signInWithPasskey } from '../../data/session/session.ts';
import { forgetUser } from '../../data/session/was-signed-in.ts';
import { useOtherAddress } from '../../data/server/use-server.ts';

interface OtherSignInMethodsProps {
  readonly providers: readonly Provider[];
  readonly next: string;
  readonly onDone: () => void;
}

/** Ways to sign in without a password: a passkey or a provider. */
export function OtherSignInMethods({ providers, next, onDone }: OtherSignInMethodsProps) {
  const { t } = useTexts();
  const otherAddress = useOtherAddress();
  if (!hasPasskeys && providers.length === 0) return null;
  if (otherAddress !== null) return <OnlyThere address={otherAddress} />;
  return (
    <div className="grid gap-3">
      <p aria-hidden className="flex items-center gap-3 text-meta text-muted">
        <span className="h-px flex-1 bg-line" />
        {t('signIn.or')}
        <span className="h-px flex-1 bg-line" />
      </p>
      {providers.map(({ name, label }) => (
        <a
          key={name}
          href={providerHref(name, next)}
          // The page that the provider leads back to shows nothing of an earlier visit: it may be somebody else's.
          onClick={() => void forgetUser()}
          className={buttonClass({ size: 'large', isWide: true })}
        >
          <span className="truncate">{t('signIn.with', { provider: label })}</span>
        </a>
      ))}
      {hasPasskeys && (
        <PasskeyButton tone="secondary" use={() => signInWithPasskey()} onDone={onDone}>
          {t('signIn.passkey')}
        </PasskeyButton>
      )}
    </div>
  );
}

/** Passkeys and providers work only at the server's configured address. */
function OnlyThere({ address }: { address: string }) {
  const { t } = useTexts();
  return (
    <p className="text-meta text-muted">
      <SentenceAround text={t('signIn.otherAddress')} name="address">
        <a dir="ltr" href={`${address}/sign-in`} className="text-accent-text underline underline-offset-2">
          {address}
        </a>
      </SentenceAround>
    </p>
  );
}
