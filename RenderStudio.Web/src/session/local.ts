import { forget, recall, remember } from "./storage";
import type { SignIn } from "./session";

const userKey = "render-studio.user";
const demoOwner = "demo";

/** Gets a token of the local studio. It is issued to everyone on this machine, so only the name is kept. */
export async function localSignIn(user: string | null): Promise<SignIn> {
  const name = user ?? recall(userKey) ?? demoOwner;
  let token = await issue(name);
  remember(userKey, name);
  return {
    user: name,
    token: () => Promise.resolve(token),
    renew: async () => (token = await issue(name)),
    signOut: () => Promise.resolve(forget(userKey)),
  };
}

async function issue(user: string): Promise<string> {
  const answer = await fetch("/local/tokens", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user }),
  });
  if (!answer.ok) throw new Error(`No token was issued: ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}
