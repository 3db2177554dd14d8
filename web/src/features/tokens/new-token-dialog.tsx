import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isGiven, isName } from '../../ui/field-rules.ts';
import { useMe } from '../../data/session/use-me.ts';
import { OwnPasswordField } from '../security/own-password-field.tsx';
import { secondFactorsQuery } from '../../data/security/queries.ts';
import { CreatedTokenDialog } from './created-token-dialog.tsx';
import { makeToken } from '../../data/tokens/queries.ts';
import {
  scopeAccess,
  type ScopeAccess,
  type ScopeNoun,
  noAccess,
  scopeNouns,
  type TokenScope,
} from '../../data/tokens/scopes.ts';

const lifetimes = ['30', '90', '365', 'never'] as const;

/** Creates a token with selected scopes, and shows it once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { instanceAdmin } = useMe();
  const { hasPassword } = useSuspenseQuery(secondFactorsQuery).data;
  const [isAdmin, setAdmin] = useState(false);
  const [hasNoExpiry, setWithout] = useState(false);
  const [token, setToken] = useState('');
  const form = useForm({
    start: { name: '', lifetime: '90', password: '', ...noAccess },
    rules: { name: isName, ...(hasPassword ? { password: isGiven } : {}) },
    codes: { 'wrong-password': 'password' },
    paths: { expiresAt: 'lifetime' },
    send: async ({ name, lifetime, password, ...access }) => {
      const scopes = [...chosenScopes(access), ...(isAdmin ? (['admin'] as const) : [])];
      setWithout(scopes.length === 0);
      if (scopes.length === 0) return;
      const days = lifetime === 'never' ? null : Number(lifetime);
      setToken(await makeToken({ name: name.trim(), scopes, days }, hasPassword ? password : undefined));
    },
  });
  if (token !== '') return <CreatedTokenDialog token={token} onClose={onClose} />;
  return (
    <FormDialog
      title={t('tokens.newTitle')}
      submit={t('tokens.create')}
      form={form}
      problem={hasNoExpiry ? t('tokens.noScopes') : undefined}
      onClose={onClose}
    >
      <TextField
        label={t('tokens.name')}
        dir="auto"
        autoComplete="off"
        hint={t('tokens.nameHint')}
        {...form.field('name')}
      />
      <fieldset>
        <legend className="mb-2 font-medium text-soft">{t('tokens.scopes')}</legend>
        <div className="grid gap-1">
          {scopeNouns.map((noun) => (
            <ScopeChoice key={noun} noun={noun} {...form.choice(noun)} />
          ))}
        </div>
        {instanceAdmin && (
          <div className="mt-3">
            <CheckField
              label={t('tokens.admin')}
              hint={t('tokens.adminText')}
              checked={isAdmin}
              onChange={() => setAdmin(!isAdmin)}
            />
          </div>
        )}
      </fieldset>
      <SelectField label={t('tokens.expiry')} {...form.field('lifetime')}>
        {lifetimes.map((lifetime) => (
          <option key={lifetime} value={lifetime}>
            {t(`tokens.days.${lifetime}`)}
          </option>
        ))}
      </SelectField>
      {hasPassword && <OwnPasswordField {...form.field('password')} />}
    </FormDialog>
  );
}

interface ScopeChoiceProps {
  readonly noun: ScopeNoun;
  readonly name: string;
  readonly value: string;
  readonly onChange: (event: React.ChangeEvent<HTMLInputElement>) => void;
}

/** One scope: a noun, and its access. */
function ScopeChoice({ noun, name, value, onChange }: ScopeChoiceProps) {
  const { t } = useTexts();
  return (
    <div
      role="radiogroup"
      aria-label={t(`tokens.nouns.${noun}`)}
      className="flex flex-wrap items-center gap-x-3 gap-y-1"
    >
      <span aria-hidden className="min-w-0 flex-1 basis-28">
        {t(`tokens.nouns.${noun}`)}
      </span>
      <div className="flex rounded-[6px] border border-line p-0.5">
        {scopeAccess.map((access) => (
          <label
            key={access}
            className="inline-flex h-7 cursor-pointer items-center rounded-small px-2.5 text-meta text-muted has-checked:bg-accent-wash has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={access}
              checked={value === access}
              onChange={onChange}
              className="sr-only"
            />
            {t(`tokens.access.${access}`)}
          </label>
        ))}
      </div>
    </div>
  );
}

function chosenScopes(access: Readonly<Record<ScopeNoun, string>>): TokenScope[] {
  return scopeNouns.flatMap((noun) => {
    const selected: ScopeAccess = scopeAccess.find((one) => one === access[noun]) ?? 'none';
    return selected === 'none' ? [] : [`${noun}:${selected}` as const];
  });
}
