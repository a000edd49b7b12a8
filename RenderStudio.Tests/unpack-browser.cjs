// The package contains Chromium for Linux on x64, compressed. Its own unpacking program requires a newer Node than the
// tests.
const fs = require("node:fs");
const path = require("node:path");
const { pipeline } = require("node:stream/promises");
const { createBrotliDecompress } = require("node:zlib");
const tar = require("tar-fs");

const packed = path.join(__dirname, "node_modules/@sparticuz/chromium/bin");

async function main() {
  if (process.platform !== "linux" || process.arch !== "x64") return;
  const program = path.join(packed, "chromium");
  await unpack("al2023.tar", tar.extract(packed)); // libraries that are missing on a machine without a desktop, as lib/
  await unpack("chromium", fs.createWriteStream(program, { mode: 0o755 }));
}

function unpack(name, target) {
  return pipeline(fs.createReadStream(path.join(packed, `${name}.br`)), createBrotliDecompress(), target);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
