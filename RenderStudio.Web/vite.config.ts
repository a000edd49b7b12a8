import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const output = "bin/studio";

/** Writes each text file a second time in Brotli, so that the app compresses nothing at run time. */
function brotli(): Plugin {
  return {
    name: "brotli",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(html|js|css|svg|json)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const content = readFileSync(path);
        const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
        if (packed.length < content.length) writeFileSync(`${path}.br`, packed);
      }
    },
  };
}

export default defineConfig({
  base: "/studio/",
  plugins: [brotli()],
  build: {
    outDir: output,
    emptyOutDir: true,
    target: "es2022",
    // A picture inside a script or a style would be a data: address, which the policy of the page forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // `npm run dev` shows the page with the local studio behind it.
    proxy: Object.fromEntries(
      ["/api", "/local", "/studio/config.json"].map((path) => [path, process.env["STUDIO"] ?? "http://127.0.0.1:7071"]),
    ),
  },
});
