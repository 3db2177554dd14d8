import { KeyRound } from 'lucide-react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Plugin } from 'vite';
import { AuthHeading } from '../src/features/auth/auth-heading.tsx';
import { Brand } from '../src/ui/brand.tsx';
import { Button } from '../src/ui/button.tsx';
import { FormProblem } from '../src/ui/form-problem.tsx';
import { Icon } from '../src/ui/icon.tsx';
import { TextField } from '../src/ui/text-field.tsx';
import en from '../texts/en/guest.json';
import fa from '../texts/fa/guest.json';

// On a slow network the sign-in's code takes seconds to arrive. Until then boot.js shows its form as plain HTML: it can
// be read, and what is typed into it is carried over.

const placeholder = '<!-- static-sign-in -->';
const texts = { en, fa } as const;

/** Adds the sign-in to the page, as a template for each language. */
export function staticSignIn(): Plugin {
  return {
    name: 'static-sign-in',
    transformIndexHtml: (html) => html.replace(placeholder, Object.entries(texts).map(template).join('')),
  };
}

function template([language, own]: readonly [string, typeof en]): string {
  return `<template id="sign-in-${language}">${renderToStaticMarkup(<StaticSignIn texts={own} />)}</template>`;
}

/** Looks as `GuestLayout` with `SignInPage`. */
function StaticSignIn({ texts: { fields, signIn, guest } }: { texts: typeof en }) {
  return (
    <div className="static-sign-in grid min-h-full lg:grid-cols-[minmax(28rem,1fr)_1.1fr]">
      <div className="flex min-w-0 flex-col px-6 py-6 sm:px-10">
        <header className="flex items-center justify-between gap-4">
          <Brand />
          {/* As high as the switch of languages. */}
          <span className="px-2 py-1 text-meta">&nbsp;</span>
        </header>
        <main className="mx-auto grid w-full max-w-90 flex-1 content-center gap-6 py-10">
          <AuthHeading title={signIn.title}>
            {signIn.newHere}{' '}
            <a href="sign-up" className="text-accent-text underline underline-offset-2">
              {signIn.makeAccount}
            </a>
          </AuthHeading>
          <div className="grid gap-4">
            <TextField
              id="static-email"
              label={fields.email}
              name="email"
              type="email"
              dir="ltr"
              autoComplete="username"
            />
            <TextField
              id="static-password"
              label={fields.password}
              name="password"
              type="password"
              dir="ltr"
              autoComplete="current-password"
            />
            <FormProblem>{null}</FormProblem>
            <Button tone="primary" size="large" isWide disabled>
              {signIn.submit}
            </Button>
            <a href="forgot" className="justify-self-center text-accent-text underline-offset-2 hover:underline">
              {signIn.forgot}
            </a>
          </div>
          <div className="other-ways grid gap-3">
            <p aria-hidden className="flex items-center gap-3 text-meta text-muted">
              <span className="h-px flex-1 bg-line" />
              {signIn.or}
              <span className="h-px flex-1 bg-line" />
            </p>
            <Button className="with-provider" size="large" isWide disabled>
              {signIn.with}
            </Button>
            <div className="with-passkey grid gap-3">
              <Button size="large" isWide disabled>
                <Icon of={KeyRound} />
                {signIn.passkey}
              </Button>
              <FormProblem>{null}</FormProblem>
            </div>
          </div>
        </main>
      </div>
      <aside className="tiles hidden lg:flex">
        <p className="tiles-words">{guest.tagline}</p>
      </aside>
    </div>
  );
}
