// Sends requests to a shop at a constant rate, whether or not earlier ones were answered, and counts every one of them.
// Runs in a pod until SIGTERM, or for SECONDS at the most; then it follows each accepted order to its end and prints
// one line: RESULT and a JSON object (see load.ts). Bounded by RATE × SECONDS requests.
import { randomUUID } from 'node:crypto';

const { URL: base, RATE, SECONDS, CUSTOMERS } = process.env;
const rate = Number(RATE);
const until = Date.now() + Number(SECONDS) * 1_000;
const settleMs = 180_000;
let stopping = false;
process.on('SIGTERM', () => {
  stopping = true;
});

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const json = { 'content-type': 'application/json' };
const count = { sent: 0, answered: {}, failed: 0 };
const failures = [];
const latencies = [];
/** Accepted orders: id → token of their customer. */
const orders = new Map();
/** Repeats of a request, by its key, to be sure that one key makes one order. */
const doubled = [];

async function ask(kind, path, init = {}, counted = true) {
  const began = performance.now();
  if (counted) count.sent += 1;
  try {
    const response = await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(20_000) });
    const text = await response.text();
    if (counted) {
      latencies.push(performance.now() - began);
      count.answered[response.status] = (count.answered[response.status] ?? 0) + 1;
      if (response.status >= 400) fail(kind, path, `${response.status} ${text.slice(0, 200)}`);
    }
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch (error) {
    if (counted) fail(kind, path, `${error.name}: ${error.message} ${error.cause?.code ?? error.cause?.message ?? ''}`);
    return { status: 0, body: undefined };
  }
}

function fail(kind, path, why) {
  count.failed += 1;
  if (failures.length < 50) failures.push({ at: new Date().toISOString(), kind, path, why });
}

async function customer() {
  const email = `load-${randomUUID()}@example.com`;
  const password = randomUUID();
  const post = (path, body) =>
    ask('set-up', path, { method: 'POST', headers: json, body: JSON.stringify(body) }, false);
  for (;;) {
    if ((await post('/users', { email, password, name: 'Load' })).status !== 201) {
      await sleep(1_000);
      continue;
    }
    const { body } = await post('/users/login', { email, password });
    if (body?.accessToken !== undefined) return { email, password, token: body.accessToken, at: Date.now() };
  }
}

/** Tokens live for ten minutes; fresh ones are fetched well before. */
async function renewed(who) {
  if (Date.now() - who.at > 300_000) {
    const body = JSON.stringify({ email: who.email, password: who.password });
    const answer = await ask('login', '/users/login', { method: 'POST', headers: json, body }, false);
    if (answer.body?.accessToken !== undefined) {
      who.token = answer.body.accessToken;
      who.at = Date.now();
    }
  }
  return who.token;
}

async function order(who, product) {
  const token = await renewed(who);
  const headers = { ...json, authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() };
  const body = JSON.stringify({ items: [{ productId: product.id, quantity: 1 }] });
  const { status, body: placed } = await ask('order', '/orders', { method: 'POST', headers, body });
  if (status !== 202) return;
  orders.set(placed.id, who);
  if (orders.size % 20 === 0) {
    const again = await ask('order again', '/orders', { method: 'POST', headers, body });
    if (again.body?.id !== placed.id) doubled.push({ first: placed.id, second: again.body?.id ?? again.status });
  }
}

const customers = [];
for (let n = 0; n < Number(CUSTOMERS); n += 1) customers.push(await customer());
const { body: catalogue } = await ask('set-up', '/products?limit=100', {}, false);
const products = catalogue.items;
console.log(`READY ${customers.length} customers, ${products.length} products`);

const pending = new Set();
const began = Date.now();
for (let n = 0; !stopping && Date.now() < until; n += 1) {
  const due = began + (n * 1_000) / rate;
  if (due > Date.now()) await sleep(due - Date.now());
  const product = products[n % products.length];
  const who = customers[n % customers.length];
  const work =
    n % 5 === 0
      ? order(who, product)
      : n % 5 === 1
        ? ask('product', `/products/${product.id}`)
        : n % 5 === 2
          ? renewed(who).then((token) =>
              ask('orders', '/orders?limit=5', { headers: { authorization: `Bearer ${token}` } }),
            )
          : ask('products', '/products?limit=20');
  pending.add(work);
  void work.finally(() => pending.delete(work));
}
const seconds = (Date.now() - began) / 1_000;
await Promise.all(pending);

const ends = {};
const unfinished = [];
const settled = Date.now() + settleMs;
for (const [id, who] of orders) {
  for (;;) {
    const headers = { authorization: `Bearer ${await renewed(who)}` };
    const { status, body } = await ask('follow', `/orders/${id}`, { headers }, false);
    if (status === 200 && ['confirmed', 'rejected', 'cancelled'].includes(body.status)) {
      const end = body.status === 'rejected' ? `rejected: ${body.reason}` : body.status;
      ends[end] = (ends[end] ?? 0) + 1;
      break;
    }
    if (Date.now() > settled) {
      unfinished.push({ id, status: status === 200 ? body.status : status });
      break;
    }
    await sleep(500);
  }
}
latencies.sort((a, b) => a - b);
const at = (share) => Math.round(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0);
const result = {
  seconds,
  ...count,
  failures,
  orders: orders.size,
  ends,
  unfinished,
  doubled,
  milliseconds: { p50: at(0.5), p99: at(0.99), max: at(1) },
};
console.log(`RESULT ${JSON.stringify(result)}`);
