import { Changes } from "../shell/changes";
import { localSignIn } from "./local";
import { forgetAll } from "./storage";
import { listen, tell } from "./tabs";

/** The document `/studio/config.json`. */
export interface PageSettings {
  signIn: "none" | "local" | "oidc";
  authority: string | null;
  clientId: string | null;
  scope: string | null;
}

/** A way to sign in. Its tokens stay in this object or in the session storage, never in the local storage. */
export interface SignIn {
  /** The name of the signed-in user; null without a signed-in user. */
  readonly user: string | null;
  /** What tells users apart, as names do not; null without a signed-in user. */
  readonly userId: string | null;
  token(): Promise<string | null>;
  /** A new token after the last one was rejected; null when the user must sign in again. */
  renew(): Promise<string | null>;
  signOut(): Promise<void>;
  /** Leaves the page for the issuer. */
  begin?(): Promise<void>;
}

/** In `erased` the user no longer exists, and the page shows what became of the data. */
export type SessionState = "starting" | "signed-in" | "signed-out" | "erased" | "not-configured" | "unreachable";

/** Who uses the page. */
class Session extends Changes {
  state: SessionState = "starting";
  settings: PageSettings | null = null;
  private signIn: SignIn | null = null;

  constructor() {
    super();
    listen(() => this.userId, (news) => news.kind === "signed-out" && void this.leave());
  }

  get user(): string | null {
    return this.signIn?.user ?? null;
  }

  get userId(): string | null {
    return this.signIn?.userId ?? null;
  }

  get isLocal(): boolean {
    return this.settings?.signIn === "local";
  }

  async start(): Promise<void> {
    this.become("starting");
    try {
      const answer = await fetch("/studio/config.json");
      this.settings = (await answer.json()) as PageSettings;
      await this.open(this.settings);
    } catch {
      this.become("unreachable");
    }
  }

  token(): Promise<string | null> {
    return this.signIn?.token() ?? Promise.resolve(null);
  }

  async renew(): Promise<string | null> {
    const { signIn } = this;
    const token = (await signIn?.renew()) ?? null;
    // The user has signed out in the meantime, here or in another tab.
    if (signIn !== this.signIn) return null;
    if (token === null && this.state !== "erased") this.become("signed-out");
    return token;
  }

  /** Leaves the page for the issuer, which returns to it. */
  async begin(): Promise<void> {
    if (this.settings?.signIn !== "oidc") return;
    this.signIn ??= await (await import("./oidc")).oidcSignIn(this.settings);
    await this.signIn.begin?.();
  }

  /** Signs in at the local studio as any user. */
  async signInAs(user: string): Promise<void> {
    forgetAll();
    await localSignIn(user);
    this.restart();
  }

  async signOut(): Promise<void> {
    // Tabs of the local studio may show different users.
    if (!this.isLocal) tell(this.userId, { kind: "signed-out" });
    await this.leave();
  }

  private async leave(): Promise<void> {
    await this.forget();
    // The local studio signs in at once, so the user chooses a name first.
    if (!this.isLocal) return this.restart();
    this.become("signed-out");
  }

  /**
   * Erases the user. A further request with one of the tokens would create a new user, so the other tabs sign out
   * before, and this one forgets its tokens.
   */
  async erase<T>(work: () => Promise<T>): Promise<T> {
    tell(this.userId, { kind: "signed-out" });
    const result = await work();
    await this.forget();
    this.become("erased");
    return result;
  }

  /** No request uses the tokens from now on. */
  private async forget(): Promise<void> {
    const { signIn } = this;
    this.signIn = null;
    await signIn?.signOut();
  }

  /** Nothing of one user stays for the next one. */
  private restart(): void {
    location.assign("/studio/");
  }

  private async open(settings: PageSettings): Promise<void> {
    switch (settings.signIn) {
      case "local":
        this.signIn = await localSignIn(null);
        break;
      case "oidc":
        this.signIn = await (await import("./oidc")).oidcSignIn(settings);
        break;
      case "none":
        return this.become("not-configured");
    }
    this.become(this.signIn?.user ? "signed-in" : "signed-out");
  }

  private become(state: SessionState): void {
    this.state = state;
    this.changed();
  }
}

export const session = new Session();
