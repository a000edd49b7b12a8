/** What a tab tells the other tabs of the same user. */
export type News = { kind: "signed-out" } | { kind: "started"; generationId: string };

interface Envelope {
  userId: string;
  news: News;
}

const channel = new BroadcastChannel("render-studio");

export function tell(userId: string | null, news: News): void {
  if (userId !== null) channel.postMessage({ userId, news } satisfies Envelope);
}

/** @param userId The user of this tab at the time of the news. */
export function listen(userId: () => string | null, heard: (news: News) => void): void {
  channel.addEventListener("message", ({ data }: MessageEvent<Envelope>) => {
    if (data.userId === userId()) heard(data.news);
  });
}
