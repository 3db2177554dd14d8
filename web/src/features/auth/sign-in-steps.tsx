import { type ReactNode, useState } from 'react';
import { addTextsOf } from '../../i18n/language.ts';
import { inPlace, lazyPart } from '../../ui/lazy-part.tsx';
import type { SecondFactorChallenge } from '../../data/session/session.ts';
import { SignInForm } from './sign-in-form.tsx';

// The second factor is loaded with its texts only if it is required.

const withTexts = <Page,>(page: Promise<Page>) => Promise.all([page, addTextsOf('entry', 'problems')]);

const SecondFactorStep = lazyPart(
  async () => {
    const [page] = await withTexts(import('./second-factor-step.tsx'));
    return page.SecondFactorStep;
  },
  { failed: inPlace },
);

const CheckYourMail = lazyPart(
  async () => {
    const [page] = await withTexts(import('./check-your-mail.tsx'));
    return page.CheckYourMail;
  },
  { failed: inPlace },
);

interface SignInStepsProps {
  readonly onDone: () => void;
  /** Given if only one address can be used. */
  readonly email?: string;
  /** The second factor of a sign-in that a provider started. */
  readonly challenge?: SecondFactorChallenge | null;
  /** Shown above the password, until the password was right. */
  readonly heading?: ReactNode;
  /** Other ways to sign in. */
  readonly children?: ReactNode;
}

/** The sign-in: a password, then the second factor if one is on. */
export function SignInSteps({
  onDone,
  email,
  challenge: initialChallenge = null,
  heading,
  children,
}: SignInStepsProps) {
  const [challenge, setChallenge] = useState(initialChallenge);
  const [unconfirmed, setUnconfirmed] = useState('');
  const isPart = heading === undefined;
  if (challenge) {
    return (
      <SecondFactorStep challenge={challenge} isPart={isPart} onDone={onDone} onRestart={() => setChallenge(null)} />
    );
  }
  if (unconfirmed !== '') {
    return <CheckYourMail email={unconfirmed} isPart={isPart} onBack={() => setUnconfirmed('')} />;
  }
  return (
    <>
      {heading}
      <SignInForm onDone={onDone} onAsked={setChallenge} onUnconfirmed={setUnconfirmed} {...(email ? { email } : {})} />
      {children}
    </>
  );
}
