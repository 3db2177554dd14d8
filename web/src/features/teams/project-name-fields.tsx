import type { ComponentProps } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { isName } from '../../ui/field-rules.ts';
import { TextField } from '../../ui/text-field.tsx';
import { keyOf } from './key-of.ts';
import { isKey } from './key-rule.ts';

/** For the form of a new project: rules of its name and key, and the field of a problem that the server reports. */
export const projectNameRules = {
  rules: { name: isName, key: (typedKey: string) => (typedKey === '' ? undefined : isKey(typedKey)) },
  codes: { 'key-taken': 'key' },
} as const;

/** The typed key, else the key made from the name. Undefined if neither is a key. */
export function projectKey(name: string, typedKey: string): string | undefined {
  const key = (typedKey === '' ? keyOf(name) : typedKey).trim().toUpperCase();
  return isKey(key) === undefined ? key : undefined;
}

interface ProjectNameFieldsProps {
  readonly form: {
    readonly values: { readonly name: string; readonly key: string };
    readonly field: (name: 'name' | 'key') => Omit<ComponentProps<typeof TextField>, 'label'>;
  };
}

/** Name and key of a new project. */
export function ProjectNameFields({ form }: ProjectNameFieldsProps) {
  const { t } = useTexts();
  const suggested = keyOf(form.values.name);
  const needsKey = form.values.name.trim() !== '' && form.values.key === '' && suggested.length < 2;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
        <TextField label={t('projects.name')} dir="auto" autoComplete="off" {...form.field('name')} />
        <TextField
          label={t('projects.key')}
          dir="ltr"
          placeholder={suggested || 'SR'}
          maxLength={6}
          autoComplete="off"
          {...form.field('key')}
        />
      </div>
      <p className="text-meta text-muted">{t(needsKey ? 'projects.keyNeeded' : 'projects.keyHint')}</p>
    </>
  );
}
