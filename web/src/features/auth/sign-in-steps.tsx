import { lazy, type ReactNode, Suspense, useState } from 'react';
import { addTextsOf } from '../../i18n/language.ts';
import type { SecondFactorAsked } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

// What comes after the password is loaded, with its texts, where it is asked for.

const SecondFactorStep = lazy(async () => {
  const [page] = await Promise.all([import('./second-factor-step.tsx'), addTextsOf('entry', 'problems')]);
  return { default: page.SecondFactorStep };
});

const LookIntoMail = lazy(async () => {
  const [page] = await Promise.all([import('./look-into-mail.tsx'), addTextsOf('entry', 'problems')]);
  return { default: page.LookIntoMail };
});

interface SignInStepsProps {
  readonly onDone: () => void;
  /** Where only one address will do. */
  readonly email?: string;
  /** A sign-in that a provider began. */
  readonly asked?: SecondFactorAsked | null;
  /** Stands above the password, and is no more once that was right. */
  readonly heading?: ReactNode;
  /** Other ways in. */
  readonly children?: ReactNode;
}

/** The way in: a password, and the second factor where one is on. */
export function SignInSteps({ onDone, email, asked: begun = null, heading, children }: SignInStepsProps) {
  const [asked, setAsked] = useState(begun);
  const [unconfirmed, setUnconfirmed] = useState('');
  const isPart = heading === undefined;
  if (asked) {
    return (
      <Suspense>
        <SecondFactorStep asked={asked} isPart={isPart} onDone={onDone} onRestart={() => setAsked(null)} />
      </Suspense>
    );
  }
  if (unconfirmed !== '') {
    return (
      <Suspense>
        <LookIntoMail email={unconfirmed} isPart={isPart} onBack={() => setUnconfirmed('')} />
      </Suspense>
    );
  }
  return (
    <>
      {heading}
      <SignInForm onDone={onDone} onAsked={setAsked} onUnconfirmed={setUnconfirmed} {...(email ? { email } : {})} />
      {children}
    </>
  );
}
