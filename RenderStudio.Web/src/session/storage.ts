// A browser can block storage. The page then forgets the value at the next reload, and nothing else changes.

const prefix = "render-studio.";

export function recall(key: string): string | null {
  try {
    return sessionStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    sessionStorage.setItem(prefix + key, value);
  } catch {
    // Blocked or full.
  }
}

/** Removes everything that the page has remembered, except the language, for the next user. */
export function forgetAll(): void {
  try {
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(prefix) && key !== `${prefix}language`) sessionStorage.removeItem(key);
  } catch {
    // Blocked.
  }
}
