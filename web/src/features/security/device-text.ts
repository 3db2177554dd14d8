import i18next from 'i18next';

const programOnSystem = /^(?<program>.+) on (?<system>.+)$/;

/** Translates the server's `Firefox on Linux`. */
export function deviceText(device: string): string {
  if (device === '') return i18next.t('sessions.unknown');
  const { program, system } = programOnSystem.exec(device)?.groups ?? {};
  return program === undefined || system === undefined ? device : i18next.t('sessions.deviceOn', { program, system });
}
