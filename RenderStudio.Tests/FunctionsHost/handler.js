// A function app for tests: it writes down how it was started and what it was asked, and answers as answers.json says.
const http = require("node:http");
const fs = require("node:fs");
const { spawn } = require("node:child_process");

const read = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {});
const note = (file, entry) => fs.appendFileSync(file, JSON.stringify(entry) + "\n");

const startup = read("startup.json");
const child = startup.child && spawn("sleep", ["300"], { stdio: "ignore" }).pid;
note("starts.jsonl", { pid: process.pid, child, cwd: process.cwd(), arguments: process.argv.slice(2), environment: process.env });
for (const line of startup.stdout ?? []) console.log(line);
for (const line of startup.stderr ?? []) console.error(line);
if (startup.exit !== undefined) process.exit(startup.exit);

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => answer(request, response, Buffer.concat(chunks)));
  response.on("close", () => response.writableEnded || note("aborted.jsonl", { url: request.url }));
});

function answer(request, response, body) {
  if (request.url === "/" && request.method === "GET") {
    if (startup.silent) return;
    response.writeHead(startup.status ?? 404).end();
    return;
  }
  const headers = request.rawHeaders.flatMap((name, i) => (i % 2 ? [] : [{ name, value: request.rawHeaders[i + 1] }]));
  note("requests.jsonl", {
    method: request.method, url: request.url, headers, body: body.toString("utf8"), bytes: body.length, pid: process.pid,
  });
  const path = request.url.split("?")[0];
  const order = read("answers.json")[path] ?? {};
  if (order.exit !== undefined) process.exit(order.exit);
  if (order.hang) {
    if (order.first) response.writeHead(200, { "Content-Type": "text/event-stream" }).write(order.first);
    return;
  }
  response.writeHead(order.status ?? 200, { "Content-Type": order.type ?? "application/json", ...order.headers });
  response.end(order.body ?? "{}");
}

server.listen(process.env.FUNCTIONS_CUSTOMHANDLER_PORT, "127.0.0.1");
