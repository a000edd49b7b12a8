import { offline } from "../api/problem";

/** Saves a picture of another origin under a name; a link alone would open it. */
export async function save(url: string, name: string): Promise<void> {
  const answer = await fetch(url).catch(() => null);
  if (answer === null || !answer.ok) throw offline();
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
