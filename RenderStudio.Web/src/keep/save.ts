import { offline } from "../api/problem";

/** Saves a picture of another origin under a name; a link alone would open it. */
export async function save(url: string, name: string): Promise<void> {
  // The browser may have cached the response for an image, which lacks the headers that a page may read it by.
  const answer = await fetch(url, { cache: "no-store" }).catch(() => null);
  if (answer === null || !answer.ok) throw offline();
  saveBlob(await answer.blob(), name);
}

export function saveBlob(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
