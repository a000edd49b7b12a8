import { InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { PageSettings, SignIn } from "./session";
import { forgetAll } from "./storage";

/** Signs in at an OpenID Connect issuer, by the authorization code flow with PKCE. */
export async function oidcSignIn(settings: PageSettings): Promise<SignIn> {
  const store = new WebStorageStateStore({ store: usableStorage() });
  const manager = new UserManager({
    authority: settings.authority ?? "",
    client_id: settings.clientId ?? "",
    scope: settings.scope ?? "openid",
    redirect_uri: `${location.origin}/studio/`,
    response_type: "code",
    userStore: store,
    stateStore: store,
    // The policy of the page allows no frames, so a token is renewed by its refresh token only.
    automaticSilentRenew: false,
  });
  await finishRedirect(manager);
  let current = await manager.getUser();
  return {
    get user() {
      return current === null ? null : (current.profile.name ?? current.profile.email ?? current.profile.sub);
    },
    get userId() {
      return current?.profile.sub ?? null;
    },
    begin: () => manager.signinRedirect(),
    token: () => Promise.resolve(current?.access_token ?? null),
    renew: async () => {
      current = current?.refresh_token === undefined ? null : await manager.signinSilent().catch(() => null);
      return current?.access_token ?? null;
    },
    signOut: () => {
      forgetAll();
      return manager.removeUser();
    },
  };
}

/** Exchanges the code of the issuer for tokens, and removes it from the address. */
async function finishRedirect(manager: UserManager): Promise<void> {
  const query = new URLSearchParams(location.search);
  if (!query.has("state") || !(query.has("code") || query.has("error"))) return;
  try {
    await manager.signinCallback();
  } finally {
    history.replaceState(null, "", location.pathname);
  }
}

function usableStorage(): Storage {
  try {
    sessionStorage.setItem("render-studio.probe", "");
    sessionStorage.removeItem("render-studio.probe");
    return sessionStorage;
  } catch {
    return new InMemoryWebStorage();
  }
}
