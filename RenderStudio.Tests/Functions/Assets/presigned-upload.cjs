// Azure Storage's official client with a presigned upload: node presigned-upload.cjs <upload url> <file> <content type>.
// Prints one line for each step.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { BlockBlobClient } = require("@azure/storage-blob");

async function main(uploadUrl, file, contentType) {
  const blob = new BlockBlobClient(uploadUrl);
  const options = { blobHTTPHeaders: { blobContentType: contentType } };
  await blob.uploadData(fs.readFileSync(file), options);
  console.log("uploaded");

  for (const [what, attempt] of [
    ["over it", () => blob.uploadData(Buffer.from("other"), options)],
    ["read", () => blob.download()],
    ["delete", () => blob.delete()],
  ]) {
    await assert.rejects(attempt, (error) => error.statusCode === 403 || error.statusCode === 409);
    console.log(`not: ${what}`);
  }
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
