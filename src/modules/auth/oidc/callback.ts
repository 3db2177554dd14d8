import { latestEnd } from '#platform/clock.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, gt, lte } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict, DomainError, forbidden, unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { equalSecrets } from '#platform/startup/secrets.ts';
import type { AuthContext, OidcProvider } from '../context.ts';
import { type AddressProof, proofByProvider } from '../links/address-proof.ts';
import { userByEmail } from '../links/confirm-email.ts';
import { oidcVisitTable } from '../schema/identity.ts';
import { decrypt } from '#platform/encryption.ts';
import { refuseUnable, type SecondFactorAsked, type SignedIn } from '../session/finish-sign-in.ts';
import { continueSignIn } from '../sessions/sign-in.ts';
import { userById, type UserRow } from '../user/user.ts';
import { updateUser } from '../users/admin-users.ts';
import { createProvenAccount, mayCreateAccount } from '../users/sign-up.ts';
import { type Claims, isIn, mergeClaims, type RawClaims, readClaims } from './claims.ts';
import { failureOf } from './failure.ts';
import { identityOf, linkIdentity, touchIdentity } from './identity.ts';
import { callbackUrl, configurationOf, type Discovered, openId } from './provider.ts';
import { digestOf, providerSignInMs } from './start.ts';

/**
 * Continues a sign-in when the provider redirects the browser back: signs in, creates an account, or links one.
 * @throws DomainError 401 `oidc-failed`, 403 `address-not-verified`, 403 `sign-up-closed`, 409 `identity-taken`.
 */
export async function finishProviderSignIn(
  ctx: AuthContext,
  provider: OidcProvider,
  search: string,
  cookieState: string | null,
): Promise<{ next: string; signedIn: SignedIn | SecondFactorAsked | null }> {
  const state = new URLSearchParams(search).get('state') ?? '';
  if (cookieState === null || !equalSecrets(cookieState, state)) {
    // If the sign-in began at another address than PUBLIC_URL, the cookie belongs to that address.
    ctx.log.info(
      { provider: provider.name, hasCookie: cookieState !== null },
      'an OpenID Connect sign-in returned to a different browser',
    );
    throw failed();
  }
  const now = ctx.clock.now();
  const times = { now: now.toISOString(), latest: latestEnd(now, providerSignInMs) };
  const visit = await maybeOne(takePendingSignIn(ctx, { stateDigest: digestOf(state), ...times }));
  if (!visit || visit.provider !== provider.name || !isSameSession(ctx, visit)) throw failed();
  const claims = await claimsOf(ctx, provider, search, { ...visit, state });
  checkGroup(provider, claims);
  const { next } = visit;
  if (visit.userId !== null) {
    await linkOwn(ctx, provider, claims, visit.userId);
    return { next, signedIn: null };
  }
  const account = await takeRole(ctx, provider, claims, await accountFor(ctx, provider, claims));
  refuseUnable(ctx, account);
  return { next, signedIn: await continueSignIn(ctx, account, 'browser') };
}

/** @throws DomainError 403 `not-in-group` if the provider requires a group and the person is not in it. */
function checkGroup({ requiredGroup, label }: OidcProvider, claims: Claims): void {
  if (requiredGroup === null || isIn(claims, requiredGroup)) return;
  throw forbidden('not-in-group', `Your account at ${label} is not in a group that can sign in here.`);
}

/**
 * If the provider has an admin group, each sign-in sets or removes the admin role. The last admin keeps it, and a
 * provider that sends no groups changes nothing.
 */
async function takeRole(
  ctx: AuthContext,
  { name, adminGroup }: OidcProvider,
  claims: Claims,
  account: UserRow,
): Promise<UserRow> {
  if (adminGroup === null || claims.groups === null) return account;
  const instanceAdmin = isIn(claims, adminGroup);
  if (instanceAdmin === account.instanceAdmin) return account;
  try {
    return await updateUser(ctx, account, { instanceAdmin }, undefined);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'last-admin') throw error;
    ctx.log.warn({ provider: name, userId: account.id }, 'the last admin is in no admin group and remains an admin');
    return account;
  }
}

/** Whether this is the session that began the linking. No other session may finish it. */
function isSameSession({ actor }: AuthContext, visit: { userId: UserId | null; sessionId: string | null }): boolean {
  if (visit.userId === null) return true;
  return actor.kind === 'user' && actor.userId === visit.userId && actor.sessionId === visit.sessionId;
}

async function claimsOf(
  ctx: AuthContext,
  provider: OidcProvider,
  search: string,
  visit: { state: string; nonce: string; sealedVerifier: string },
): Promise<Claims> {
  const verifier = decrypt(ctx.keys.encryption, visit.sealedVerifier)?.toString();
  if (verifier === undefined) throw failed();
  const discovered = await configurationOf(ctx, provider);
  const code = new URLSearchParams(search).get('code') ?? '';
  try {
    const tokens = await redeem(discovered, new URL(callbackUrl(ctx, provider) + search), { ...visit, verifier });
    const token = tokens.claims();
    if (!token) throw new Error('the reply contains no ID token');
    const claims = mergeClaims(token, await userInfo(discovered, tokens.access_token, token));
    const read = readClaims({ ...claims, sub: token.sub }, provider);
    if (!read) throw new Error('the ID token has no valid subject');
    return read;
  } catch (cause) {
    const failure = failureOf(cause, [provider.clientSecret, code, verifier]);
    ctx.log.warn({ provider: provider.name, failure }, 'sign-in with a provider failed');
    throw failed();
  }
}

async function redeem(
  { configuration, authentication }: Discovered,
  url: URL,
  { state, nonce, verifier }: { state: string; nonce: string; verifier: string },
) {
  const { authorizationCodeGrant } = await openId();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  };
  return authentication.once(() => authorizationCodeGrant(configuration, url, checks));
}

/** Reads userinfo. Some providers put all claims into the token, others only there (OpenID Connect Core 1.0, 5.3). */
async function userInfo({ configuration }: Discovered, accessToken: string, token: RawClaims): Promise<RawClaims> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  const { fetchUserInfo } = await openId();
  return fetchUserInfo(configuration, accessToken, String(token['sub'])).catch((error: unknown) => {
    // If userinfo fails, complete claims of the token are enough.
    if (token['email'] !== undefined && token['email_verified'] !== undefined) return {};
    throw error;
  });
}

/** The account of an identity; else the account with this confirmed address; else a new one. */
async function accountFor(ctx: AuthContext, provider: OidcProvider, claims: Claims): Promise<UserRow> {
  const identity = await identityOf(ctx, provider.name, claims.subject);
  if (identity) {
    await touchIdentity(ctx, { id: identity.id, now: ctx.clock.now().toISOString() });
    const account = await maybeOne(userById(ctx, { id: identity.userId }));
    if (account) return account;
  }
  const proof = proofByProvider(claims);
  if (!proof) {
    throw forbidden(
      'address-not-verified',
      `${provider.label} has not confirmed your email address. Confirm it there and try again.`,
    );
  }
  const existing = await maybeOne(userByEmail(ctx, { email: claims.email.toLowerCase() }));
  // A person who signed up with another's address must not receive the owner's identity.
  if (existing && existing.emailProof === null) {
    throw forbidden(
      'address-not-verified',
      'An account with this unconfirmed email address already exists. Reset its password by email first.',
    );
  }
  const invites = existing ? [] : await mayEnter(ctx, provider, proof.email);
  const account = await withTransaction(ctx, async (inTx) => {
    const row = existing ?? (await createFromClaims(inTx, proof, claims));
    await linkIdentity(inTx, provider.name, claims, row);
    return row;
  });
  for (const invite of invites) await ctx.ports.acceptInvite(ctx, invite, account.id);
  return account;
}

/**
 * Checks whether a new address may create an account: by the policy, or because it was invited.
 * @returns the invites that admit it, which are then accepted.
 * @throws DomainError 403 `sign-up-closed`.
 */
async function mayEnter(ctx: AuthContext, { signUpDomains }: OidcProvider, email: string): Promise<readonly string[]> {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  if (signUpDomains.length > 0 ? signUpDomains.includes(domain) : mayCreateAccount(ctx, email)) return [];
  const invites = await ctx.ports.openInvites(ctx, email);
  if (invites.length > 0) return invites;
  throw forbidden('sign-up-closed', 'Sign-up is by invitation only. Ask someone in your organization to invite you.');
}

function createFromClaims(ctx: AuthContext, proof: AddressProof, { name, timezone, locale }: Claims): Promise<UserRow> {
  const { email } = proof;
  return createProvenAccount(ctx, proof, {
    name: name || email.slice(0, email.lastIndexOf('@')).slice(0, 100),
    ...(timezone === null ? {} : { timezone }),
    ...(locale === null ? {} : { locale }),
  });
}

async function linkOwn(ctx: AuthContext, provider: OidcProvider, claims: Claims, userId: UserId): Promise<void> {
  const identity = await identityOf(ctx, provider.name, claims.subject);
  if (identity && identity.userId !== userId)
    throw conflict('identity-taken', 'This external account is already connected to another account.');
  const account = await maybeOne(userById(ctx, { id: userId }));
  if (!account) throw unauthenticated();
  checkMayLink(account);
  if (!identity) await withTransaction(ctx, (inTx) => linkIdentity(inTx, provider.name, claims, account));
}

/**
 * Refuses to link a provider to an unconfirmed address: a person who signed up with another's address must not keep a
 * sign-in method that survives the owner's password reset.
 * @throws DomainError 403 `address-not-verified`.
 */
export function checkMayLink({ emailProof }: UserRow): void {
  if (emailProof !== null) return;
  throw forbidden('address-not-verified', 'Confirm your email address before you connect the account.');
}

function failed() {
  return unauthenticated('oidc-failed', 'The sign-in could not be completed. Start again.');
}

const takePendingSignIn = query<{ stateDigest: string; now: string; latest: string }>()((params) =>
  qb
    .delete(oidcVisitTable)
    .where(
      and(
        eq(oidcVisitTable.stateDigest, params.stateDigest),
        gt(oidcVisitTable.expiresAt, params.now),
        lte(oidcVisitTable.expiresAt, params.latest),
      ),
    )
    .returning({
      provider: oidcVisitTable.provider,
      nonce: oidcVisitTable.nonce,
      sealedVerifier: oidcVisitTable.sealedVerifier,
      next: oidcVisitTable.next,
      userId: oidcVisitTable.userId,
      sessionId: oidcVisitTable.sessionId,
    }),
);
