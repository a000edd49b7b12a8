import { offline } from "../api/problem";
import { forgetAll, recall, remember } from "./storage";
import type { SignIn } from "./session";

const userKey = "user";
const demoOwner = "demo";

/** Gets a token of the local studio. It is issued to everyone on this machine, so only the name is kept. */
export async function localSignIn(user: string | null): Promise<SignIn> {
  const name = user ?? recall(userKey) ?? demoOwner;
  let token = await issue(name);
  remember(userKey, name);
  return {
    user: name,
    userId: name,
    token: () => Promise.resolve(token),
    renew: async () => (token = await issue(name)),
    signOut: () => Promise.resolve(forgetAll()),
  };
}

async function issue(user: string): Promise<string> {
  const answer = await fetch("/local/tokens", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user }),
  }).catch(() => {
    throw offline();
  });
  if (!answer.ok) throw new Error(`No token was issued: ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}
