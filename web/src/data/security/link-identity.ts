import { api, body } from '../../api/client.ts';
import { ownPassword, withOwnPassword } from '../session/own-password.ts';

/**
 * Redirects to a provider to link the account there to one's own.
 * @throws Problem `wrong-password`, `confirm-yourself`, `address-not-verified`, `provider-away`.
 */
export async function leaveToLink(provider: string, next: string, password: string | undefined): Promise<void> {
  const params = { path: { provider } };
  const request = api.POST('/auth/oidc/{provider}/link', { params, body: { next, ...ownPassword(password) } });
  const { location: providerUrl } = await withOwnPassword(body(request));
  location.assign(providerUrl);
}
