// Verifies deliveries with the official library. Reads a JSON array of {secret, headers, body} from the file that the
// argument names, and prints one line per delivery.
const { readFileSync } = require("node:fs");
const { Webhook } = require("standardwebhooks");

for (const { secret, headers, body } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  try {
    const event = new Webhook(secret).verify(body, headers);
    console.log(`valid ${event.type} ${event.id}`);
  } catch (error) {
    console.log(`invalid: ${error.message}`);
  }
}
