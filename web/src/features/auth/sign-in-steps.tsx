import { type ReactNode, useState } from 'react';
import { addTextsOf } from '../../i18n/language.ts';
import { inPlace, lazyPart } from '../../ui/lazy-part.tsx';
import type { SecondFactorChallenge } from '../../data/session/session.ts';
import { SignInForm } from './sign-in-form.tsx';

// What comes after the password is loaded, with its texts, where it is asked for.

const withTexts = <Page,>(page: Promise<Page>) => Promise.all([page, addTextsOf('entry', 'problems')]);

const SecondFactorStep = lazyPart(
  async () => {
    const [page] = await withTexts(import('./second-factor-step.tsx'));
    return page.SecondFactorStep;
  },
  { failed: inPlace },
);

const LookIntoMail = lazyPart(
  async () => {
    const [page] = await withTexts(import('./look-into-mail.tsx'));
    return page.LookIntoMail;
  },
  { failed: inPlace },
);

interface SignInStepsProps {
  readonly onDone: () => void;
  /** Where only one address will do. */
  readonly email?: string;
  /** A sign-in that a provider began. */
  readonly challenge?: SecondFactorChallenge | null;
  /** Stands above the password, and is no more once that was right. */
  readonly heading?: ReactNode;
  /** Other ways in. */
  readonly children?: ReactNode;
}

/** The way in: a password, and the second factor where one is on. */
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
    return <LookIntoMail email={unconfirmed} isPart={isPart} onBack={() => setUnconfirmed('')} />;
  }
  return (
    <>
      {heading}
      <SignInForm onDone={onDone} onAsked={setChallenge} onUnconfirmed={setUnconfirmed} {...(email ? { email } : {})} />
      {children}
    </>
  );
}
