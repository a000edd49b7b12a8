// Stripe's official package against the simulator: node stripe-client.cjs <origin> <key> <webhook secret>.
const assert = require("node:assert/strict");
const Stripe = require("stripe");

async function main(origin, key, secret) {
  const { hostname, port } = new URL(origin);
  const stripe = new Stripe(key, { host: hostname, port, protocol: "http", telemetry: false });
  const customer = await stripe.customers.create({ metadata: { ownerId: "an owner" } });
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    customer: customer.id,
    line_items: [{ price: "price_pack_100", quantity: 1 }],
    success_url: `${origin}done`,
  });
  assert.equal(session.payment_status, "unpaid");

  const paid = await fetch(`${session.url}/pay`, { method: "POST", redirect: "manual" });
  assert.equal(paid.status, 303);
  const { items } = await (await fetch(`${origin}_sim/events`)).json();
  assert.deepEqual(items.map((one) => one.type), ["payment_intent.succeeded", "checkout.session.completed"]);

  for (const { body } of items) {
    const { signature } = await (await fetch(`${origin}_sim/sign`, { method: "POST", body })).json();
    const event = stripe.webhooks.constructEvent(body, signature, secret);
    assert.equal(event.data.object.customer, customer.id);
    for (const [changed, header, other] of [
      [body + " ", signature, secret], [body, signature.replace(/t=\d/, "t=9"), secret], [body, signature, "whsec_x"],
    ]) {
      assert.throws(() => stripe.webhooks.constructEvent(changed, header, other), Stripe.errors.StripeSignatureVerificationError);
    }
  }
}

main(...process.argv.slice(2)).catch((error) => {
  console.log(error.stack);
  process.exit(1);
});
