import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, gt } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { conflict, forbidden, unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { equalSecrets } from '#platform/secrets.ts';
import type { AuthContext, OidcProvider } from '../context.ts';
import { type AddressProof, proofByProvider } from '../links/address-proof.ts';
import { userByEmail } from '../links/confirm-email.ts';
import { oidcVisit } from '../schema.ts';
import { unseal } from '../sealing.ts';
import { continueSignIn, refuseUnable, type SecondFactorAsked, type SignedIn } from '../sessions/sign-in.ts';
import { createProvenAccount, mayMakeAccount } from '../users/sign-up.ts';
import { userById, type UserRow } from '../users/user.ts';
import { type Claims, readClaims } from './claims.ts';
import { identityOf, linkIdentity, touchIdentity } from './identity.ts';
import { callbackUrl, configurationOf, openId } from './provider.ts';
import { digestOf } from './start.ts';

/**
 * Takes up a visit where the provider sends the browser back: signs in, makes an account, or links one.
 * @throws DomainError 401 `oidc-failed`, 403 `address-not-verified`, 403 `sign-up-closed`, 409 `identity-taken`.
 */
export async function finishVisit(
  ctx: AuthContext,
  provider: OidcProvider,
  search: string,
  cookieState: string | null,
): Promise<{ next: string; signedIn: SignedIn | SecondFactorAsked | null }> {
  const state = new URLSearchParams(search).get('state') ?? '';
  if (cookieState === null || !equalSecrets(cookieState, state)) throw failed();
  const visit = await first(takeVisit(ctx, { stateDigest: digestOf(state), now: ctx.clock.now().toISOString() }));
  if (!visit || visit.provider !== provider.name || !comesBack(ctx, visit)) throw failed();
  const claims = await claimsOf(ctx, provider, search, { ...visit, state });
  const { next } = visit;
  if (visit.userId !== null) {
    await linkOwn(ctx, provider, claims, visit.userId);
    return { next, signedIn: null };
  }
  const account = await accountFor(ctx, provider, claims);
  refuseUnable(ctx, account);
  return { next, signedIn: await continueSignIn(ctx, account, 'browser') };
}

/** An account is linked in the session that began it, and in no other. */
function comesBack({ actor }: AuthContext, visit: { userId: UserId | null; sessionId: string | null }): boolean {
  if (visit.userId === null) return true;
  return actor.kind === 'user' && actor.userId === visit.userId && actor.sessionId === visit.sessionId;
}

async function claimsOf(
  ctx: AuthContext,
  provider: OidcProvider,
  search: string,
  visit: { state: string; nonce: string; sealedVerifier: string },
): Promise<Claims> {
  const verifier = unseal(ctx.keys.sealing, visit.sealedVerifier);
  if (verifier === null) throw failed();
  const configuration = await configurationOf(provider);
  const { authorizationCodeGrant, fetchUserInfo } = await openId();
  try {
    const tokens = await authorizationCodeGrant(configuration, new URL(callbackUrl(ctx, provider) + search), {
      pkceCodeVerifier: verifier.toString(),
      expectedState: visit.state,
      expectedNonce: visit.nonce,
      idTokenExpected: true,
    });
    const token = tokens.claims();
    if (!token) throw failed();
    // Some providers put the address into the token, others give it to those who ask.
    const known =
      typeof token['email'] === 'string' ? token : await fetchUserInfo(configuration, tokens.access_token, token.sub);
    const { email, email_verified, name } = known;
    const claims = readClaims({ sub: token.sub, email, email_verified, name });
    if (!claims) throw failed();
    return claims;
  } catch (cause) {
    ctx.log.warn({ provider: provider.name, err: cause }, 'a sign-in by a provider failed');
    throw failed();
  }
}

/** The account behind an identity; else the one whose confirmed address it is; else a new one. */
async function accountFor(ctx: AuthContext, provider: OidcProvider, claims: Claims): Promise<UserRow> {
  const known = await identityOf(ctx, provider.name, claims.subject);
  if (known) {
    await touchIdentity(ctx, { id: known.id, now: ctx.clock.now().toISOString() });
    const account = await first(userById(ctx, { id: known.userId }));
    if (account) return account;
  }
  const proof = proofByProvider(claims);
  if (!proof) {
    throw forbidden(
      'address-not-verified',
      `${provider.label} has not confirmed your address. Confirm it there, then try again.`,
    );
  }
  const existing = await first(userByEmail(ctx, { email: claims.email.toLowerCase() }));
  // Whoever signed up with somebody else's address must not get their identity by it.
  if (existing && existing.emailProof === null) {
    throw forbidden(
      'address-not-verified',
      'There is an account with this address that nobody has shown to be theirs. Reset its password by mail first.',
    );
  }
  return withTransaction(ctx, async (inTx) => {
    const account = existing ?? (await makeAccount(inTx, provider, proof, claims.name));
    await linkIdentity(inTx, provider.name, claims, account);
    return account;
  });
}

async function makeAccount(
  ctx: AuthContext,
  provider: OidcProvider,
  proof: AddressProof,
  name: string,
): Promise<UserRow> {
  const { email } = proof;
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const isLetIn =
    provider.signUpDomains.length > 0 ? provider.signUpDomains.includes(domain) : mayMakeAccount(ctx, email);
  if (!isLetIn)
    throw forbidden(
      'sign-up-closed',
      'Sign-up is by invitation here. Ask somebody in your organization to invite you.',
    );
  return createProvenAccount(ctx, proof, name || email.slice(0, email.lastIndexOf('@')).slice(0, 100));
}

async function linkOwn(ctx: AuthContext, provider: OidcProvider, claims: Claims, userId: UserId): Promise<void> {
  const known = await identityOf(ctx, provider.name, claims.subject);
  if (known && known.userId !== userId)
    throw conflict('identity-taken', 'Another account here signs in with this one already.');
  const account = await first(userById(ctx, { id: userId }));
  if (!account) throw unauthenticated();
  checkMayLink(account);
  if (!known) await withTransaction(ctx, (inTx) => linkIdentity(inTx, provider.name, claims, account));
}

/** Whoever signed up with somebody else's address must not keep a way in that outlives the owner's reset. */
export function checkMayLink({ emailProof }: UserRow): void {
  if (emailProof !== null) return;
  throw forbidden('address-not-verified', 'Confirm your address first, then link the account.');
}

function failed() {
  return unauthenticated('oidc-failed', 'The sign-in did not come back as it went. Begin again.');
}

const takeVisit = query<{ stateDigest: string; now: string }>()((place) =>
  build
    .delete(oidcVisit)
    .where(and(eq(oidcVisit.stateDigest, place.stateDigest), gt(oidcVisit.expiresAt, place.now)))
    .returning({
      provider: oidcVisit.provider,
      nonce: oidcVisit.nonce,
      sealedVerifier: oidcVisit.sealedVerifier,
      next: oidcVisit.next,
      userId: oidcVisit.userId,
      sessionId: oidcVisit.sessionId,
    }),
);
