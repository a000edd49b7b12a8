// Replicate's official client against the simulator: node simulator-client.cjs <origin>. Prints one line for each step.
const assert = require("node:assert/strict");
const http = require("node:http");
const Replicate = require("replicate");
const { validateWebhook } = Replicate;

const sdxl = "39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b";
const schnell = "black-forest-labs/flux-schnell";

async function main(origin) {
  const prompt = `official client ${process.pid} ${process.hrtime.bigint()}`;
  const replicate = new Replicate({ auth: `r8_${prompt.replaceAll(" ", "")}`, baseUrl: `${origin}/v1` });
  const done = (what) => console.log(what);

  const created = await replicate.predictions.create({ version: sdxl, input: { prompt, width: 64, height: 64, num_outputs: 2 } });
  assert.equal(created.status, "starting");
  const waited = await replicate.wait(created, { interval: 20 });
  assert.equal(waited.status, "succeeded");
  assert.equal(waited.output.length, 2);
  done("create and wait");

  const got = await replicate.predictions.get(created.id);
  assert.deepEqual(got.output, waited.output);
  done("get");

  const official = await replicate.predictions.create({ model: schnell, input: { prompt, megapixels: "0.25" }, wait: 10 });
  assert.equal(official.version, "hidden");
  assert.equal(official.status, "succeeded");
  done("create by model");

  const [link] = await replicate.run(schnell, { input: { prompt, megapixels: "0.25" } });
  assert.equal(new URL(link).origin, origin);
  done("run");

  await put(origin, { promptContains: prompt, predictMs: 60000 });
  const long = await replicate.predictions.create({ version: sdxl, input: { prompt } });
  assert.equal((await replicate.predictions.cancel(long.id)).status, "canceled");
  done("cancel");

  const listed = [];
  for await (const page of replicate.paginate(replicate.predictions.list)) listed.push(...page);
  assert.deepEqual(new Set(listed.map((p) => p.status)), new Set(["succeeded", "canceled"]));
  assert.equal(listed.length, 4);
  done("list");

  await put(origin, { promptContains: prompt });
  const secret = await replicate.webhooks.default.secret.get();
  const { request, body } = await deliver(replicate, prompt);
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = request.headers;
  assert.equal(await validateWebhook({ id, timestamp, signature, body, secret: secret.key }), true);
  assert.equal(await validateWebhook({ id, timestamp, signature, body: body + " ", secret: secret.key }), false);
  assert.equal(JSON.parse(body).status, "succeeded");
  done("webhook");

  const upload = await replicate.files.create(new Blob(["a room"], { type: "text/plain" }), { room: 7 });
  assert.deepEqual((await replicate.files.get(upload.id)).metadata, { room: 7 });
  assert.equal((await replicate.files.list()).results.length, 1);
  await replicate.files.delete(upload.id);
  done("files");

  await assert.rejects(replicate.predictions.create({ version: sdxl, input: { num_outputs: 9 } }), /422/);
  assert.equal((await replicate.models.get("black-forest-labs", "flux-schnell")).name, "flux-schnell");
  assert.equal((await replicate.accounts.current()).type, "organization");
  done("models, account and refusals");
}

async function put(origin, override) {
  const response = await fetch(`${origin}/_sim/settings`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ overrides: [override] }),
  });
  assert.equal(response.status, 200);
}

/** A prediction's terminal delivery, as a small server of our own received it. */
function deliver(replicate, prompt) {
  return new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        response.end();
        server.close();
        resolve({ request, body });
      });
    });
    server.listen(0, "127.0.0.1", () => {
      const webhook = `http://127.0.0.1:${server.address().port}/hook`;
      const input = { prompt, width: 64, height: 64 };
      replicate.predictions.create({ version: sdxl, input, webhook, webhook_events_filter: ["completed"] }).catch(reject);
    });
  });
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
