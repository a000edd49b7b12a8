// Replaces "RenderStudio.Local host" in tests of the programs that start it: node fake-host.cjs FOLDER PORT INSTANCE.
// It records in FOLDER its starts and the requests that it received, and executes the orders in startup.json.
const http = require("node:http");
const fs = require("node:fs");
const path = require("node:path");
const { spawn } = require("node:child_process");

const [folder, port, instance] = process.argv.slice(2);
const file = (name) => path.join(folder, name);
const note = (name, entry) => fs.appendFileSync(file(name), JSON.stringify(entry) + "\n");
const orders = fs.existsSync(file("startup.json")) ? JSON.parse(fs.readFileSync(file("startup.json"), "utf8")) : {};

// Not detached: it belongs to the process group of the host, as a worker does.
const worker = spawn("sleep", ["300"], { stdio: "ignore" });
note("starts.jsonl", { instance: Number(instance), pid: process.pid, worker: worker.pid, port: Number(port) });
for (const line of orders.stdout ?? []) console.log(line);
for (const line of orders.stderr ?? []) console.error(line);
if (orders.exit !== undefined) process.exit(orders.exit);
if (orders.losesPort && fs.readFileSync(file("starts.jsonl"), "utf8").split("\n").length === 2) {
  console.error(`Port ${port} is in use, so the host cannot listen there.`);
  process.exit(4);
}

process.on("SIGTERM", () => {
  note("terminated.jsonl", { pid: process.pid });
  if (orders.ignoresTerminate) return;
  worker.kill();
  process.exit(0);
});

const streams = [];
const json = (response, status, body) =>
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));

const answers = {
  "/events": (request, response) => {
    streams.push(response.writeHead(200, { "Content-Type": "text/event-stream" }));
    response.write("id: 1\n\n");
    response.on("close", () => response.writableEnded || note("aborted.jsonl", { url: request.url }));
  },
  "/next": (request, response) => {
    for (const stream of streams) stream.write("id: 2\n\n");
    json(response, 200, {});
  },
  "/die": () => process.kill(process.pid, "SIGKILL"),
  "/close": (request) => request.socket.end(),
  "/hang": () => {},
  "/stop-listening": (request, response) => {
    server.close();
    response.setHeader("Connection", "close");
    json(response, 200, {});
  },
  "/restart": () => process.exit(3),
  "/shut-down": () => {
    console.error("The worker crashed three times.\nits last lines");
    process.exit(1);
  },
};

const timers = {
  "/admin/functions/Tick": [204],
  "/admin/functions/Broken": [502, { detail: "Broken failed: it has a defect" }],
};

function admin(request, response, target) {
  if (target === "/admin/host/status")
    return json(response, 200, {
      state: orders.neverRuns ? "Starting" : "Running", processId: process.pid, workerProcessId: worker.pid,
    });
  note("timers.jsonl", { url: request.url, instance: Number(instance) });
  if (target === "/admin/functions/Hanging") return;
  const [status, body] = timers[target] ?? [404];
  return json(response, status, body ?? {});
}

const server = http.createServer((request, response) => {
  const target = request.url.split("?")[0];
  if (target.startsWith("/admin/")) return admin(request, response, target);
  const headers = request.rawHeaders.flatMap((name, i) => (i % 2 ? [] : [{ name, value: request.rawHeaders[i + 1] }]));
  const entry = { method: request.method, url: request.url, headers, pid: process.pid, instance: Number(instance) };
  note("arrivals.jsonl", entry);
  // As a server that responds early: it responds and closes the connection, and the rest of the body is rejected.
  if (target === "/refuse") return response.writeHead(413).end("too large", () => request.socket.destroy());
  let bytes = 0;
  request.on("data", (chunk) => {
    if (bytes === 0) note("first-bytes.jsonl", entry);
    bytes += chunk.length;
  });
  request.on("end", () => {
    note("requests.jsonl", { ...entry, bytes });
    (answers[target] ?? (() => json(response, 200, { instance: Number(instance) })))(request, response);
  });
});
server.listen(Number(port), "127.0.0.1");
