import { request } from "../api/client";
import { ApiProblem, offline } from "../api/problem";
import { sentence } from "../api/sentences";
import { Changes } from "../shell/changes";
import { messages } from "../shell/messages";
import { bytes, t } from "../texts/texts";
import { saveBlob } from "./save";

type SavePicker = (options: object) => Promise<FileSystemFileHandle>;

// Without a file to write to, the archive is kept in memory until it is complete.
const mostBytesInMemory = 500 * 1024 * 1024;
const name = "renders.zip";

class TooLarge extends Error {}

/** The download of renders in one archive. It goes on while the user looks at other screens. */
class Zip extends Changes {
  /** Bytes that have arrived; null while there is no download. */
  received: number | null = null;
  private work = new AbortController();

  /** Call it in the handler of a click: the browser asks where to save the file. */
  async download(ids: string[]): Promise<void> {
    const { signal } = (this.work = new AbortController());
    this.receive(0);
    try {
      await this.run(ids, signal);
      messages.show(t("renders.zip.done"));
    } catch (failure) {
      if (!isCanceled(failure)) messages.show(sentenceOf(failure));
    } finally {
      this.receive(null);
    }
  }

  cancel(): void {
    this.work.abort();
  }

  private async run(ids: string[], signal: AbortSignal): Promise<void> {
    const file = await chooseFile();
    try {
      const archive = (await this.open(ids, signal)).pipeThrough(this.counter());
      if (file === null) saveBlob(await collect(archive), name);
      else await archive.pipeTo(await file.createWritable(), { signal });
    } catch (failure) {
      // The browser has created the file when it was chosen.
      await (file as { remove?: () => Promise<void> } | null)?.remove?.().catch(() => undefined);
      throw failure instanceof TypeError ? offline() : failure;
    }
  }

  private async open(ids: string[], signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const headers = { "Content-Type": "application/json" };
    const answer = await request("/api/v1/renders/zip", {
      method: "POST", headers, body: JSON.stringify({ ids }), signal,
    });
    if (!answer.ok) throw ApiProblem.of(answer, await answer.json().catch(() => null));
    return answer.body!;
  }

  private counter(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
    return new TransformStream({
      transform: (part, out) => {
        this.receive(this.received! + part.length);
        out.enqueue(part);
      },
    });
  }

  private receive(count: number | null): void {
    this.received = count;
    this.changed();
  }
}

/** Null where the browser writes no files. */
async function chooseFile(): Promise<FileSystemFileHandle | null> {
  const pick = (window as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;
  const types = [{ accept: { "application/zip": [".zip"] } }];
  return pick === undefined ? null : pick.call(window, { suggestedName: name, types });
}

async function collect(archive: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let count = 0;
  const reader = archive.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    count += read.value.length;
    if (count > mostBytesInMemory) {
      await reader.cancel();
      throw new TooLarge();
    }
    parts.push(read.value);
  }
  return new Blob(parts, { type: "application/zip" });
}

function isCanceled(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === "AbortError";
}

function sentenceOf(failure: unknown): string {
  return failure instanceof TooLarge
    ? t("renders.zip.large", { size: bytes(mostBytesInMemory) })
    : sentence(failure);
}

export const zip = new Zip();
