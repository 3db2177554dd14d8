import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';

/** The browser's reply to a WebAuthn call (WebAuthn Level 3, 5.1), as the API takes it. The library verifies it. */
export const BrowserAnswer = z.looseObject({
  id: z.string().max(2_000),
  rawId: z.string().max(2_000),
  type: z.literal('public-key'),
});
export type BrowserAnswer = z.output<typeof BrowserAnswer>;

const Registration = BrowserAnswer.extend({
  response: z.object({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
    transports: z.array(z.string()).default([]),
  }),
});
const Authentication = BrowserAnswer.extend({
  response: z.object({ clientDataJSON: z.string(), authenticatorData: z.string(), signature: z.string() }),
});

/** The reply to a registration; null if parts are missing. Extensions are not used. */
export function asRegistration(answer: BrowserAnswer): RegistrationResponseJSON | null {
  const { data } = Registration.safeParse(answer);
  return data
    ? { id: data.id, rawId: data.rawId, type: data.type, response: data.response, clientExtensionResults: {} }
    : null;
}

/** The reply to a sign-in; null if parts are missing. */
export function asAuthentication(answer: BrowserAnswer): AuthenticationResponseJSON | null {
  const { data } = Authentication.safeParse(answer);
  return data
    ? { id: data.id, rawId: data.rawId, type: data.type, response: data.response, clientExtensionResults: {} }
    : null;
}
