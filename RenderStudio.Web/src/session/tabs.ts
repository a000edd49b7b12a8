/** What a tab tells the other tabs of the same user. */
export type News = { kind: "signed-out" } | { kind: "started"; generationId: string };

interface Envelope {
  user: string;
  news: News;
}

const channel = new BroadcastChannel("render-studio");

export function tell(user: string | null, news: News): void {
  if (user !== null) channel.postMessage({ user, news } satisfies Envelope);
}

/** @param user The user of this tab at the time of the news. */
export function listen(user: () => string | null, heard: (news: News) => void): void {
  channel.addEventListener("message", ({ data }: MessageEvent<Envelope>) => {
    if (data.user === user()) heard(data.news);
  });
}
