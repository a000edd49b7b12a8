// One pass with sharp per line of input: node sharp-passes.mjs <folder> <parallel pictures> <plain|chained>.
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

const [folder, atOnce, way] = process.argv.slice(2);
const webp = { quality: 85, effort: 2 };
const thumbnail = { width: 400, height: 400, fit: 'inside', withoutEnlargement: true };
sharp.cache(false);
sharp.concurrency(1);

// A pipeline for each size, as the documentation of sharp shows it.
const plain = async (bytes) => [
  await sharp(bytes).webp(webp).toBuffer(),
  await sharp(bytes).resize(thumbnail).webp(webp).toBuffer(),
  await sharp(bytes).resize(112, 112).webp(webp).toBuffer(),
  await sharp(bytes).resize(56, 56).webp(webp).toBuffer(),
];

// Decodes once and makes each size from the next larger one: the fastest way that was found for sharp.
const pixels = async (pipeline) => {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return () => sharp(data, { raw: { width, height, channels } });
};
const chained = async (bytes) => {
  const full = await pixels(sharp(bytes));
  const fitted = await pixels(full().resize(thumbnail));
  const cover = await pixels(fitted().resize(112, 112));
  const sizes = [full(), fitted(), cover(), cover().resize(56, 56)];
  const made = [];
  for (const size of sizes) made.push(await size.webp(webp).toBuffer());
  return made;
};

const finish = { plain, chained }[way];
const pictures = readdirSync(folder).sort().map((name) => readFileSync(`${folder}/${name}`));
for await (const _ of createInterface({ input: process.stdin })) {
  const queue = [...pictures];
  let total = 0;
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      for (const made of await finish(next)) total += made.length;
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
  console.log(total);
}
