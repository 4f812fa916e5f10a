// node speed.mjs SITE QUERIES.txt [CHROMIUM]: what searching costs readers in a real browser.
//
// Serves SITE as a plain file server without compression, opens a page under the site's own
// policy, and asks each query twice: cold (a fresh page for each, bytes and requests counted) and
// warm. Needs playwright-core (npm install in tests/browser) and Chromium.
import fs from "node:fs";
import http from "node:http";
import zlib from "node:zlib";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tests/browser/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const [, , site, file, program = "/usr/bin/chromium"] = process.argv;
const asked = fs.readFileSync(file, "utf8").split("\n").filter(Boolean);
const script = fs.readFileSync(new URL("../../themes/default/search.min.js", import.meta.url));
const policy = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types tandem-search";

let log = [];
const server = http.createServer((request, response) => {
  const path = decodeURIComponent(request.url.split("?")[0]);
  const page = path === "/_speed.html";
  const body = page ? Buffer.from('<!doctype html><script src="/_search.js"></script>')
    : path === "/_search.js" ? script
    : fs.existsSync(site + path) ? fs.readFileSync(site + path) : null;
  if (!page && body) log.push({ client: path === "/_search.js", bytes: body.length, packed: zlib.gzipSync(body).length });
  response.writeHead(body ? 200 : 404, { "content-type": page ? "text/html" : "text/javascript", "content-security-policy": policy, "cache-control": "no-store" });
  response.end(body || "");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
const page = await browser.newPage();
const share = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
const shown = (name, list, digits = 0) => `${name} p50 ${share(list, 0.5).toFixed(digits)} p95 ${share(list, 0.95).toFixed(digits)}`;

const bytes = [], packed = [], requests = [], first = [];
for (const query of asked) {
  log = [];
  await page.goto(`${address}_speed.html`);
  first.push(await page.evaluate(async (query) => {
    const from = performance.now();
    await TandemSearch.open("search/root.js");
    await TandemSearch.find(query, { limit: 5 });
    return performance.now() - from;
  }, query));
  bytes.push(log.reduce((sum, own) => sum + (own.client ? own.packed : own.bytes), 0));
  packed.push(log.reduce((sum, own) => sum + own.packed, 0));
  requests.push(log.length);
}
await page.goto(`${address}_speed.html`);
const warm = await page.evaluate(async (asked) => {
  await TandemSearch.open("search/root.js");
  const times = [];
  for (const query of asked) {
    await TandemSearch.find(query, { limit: 5 });
    let best = Infinity;
    for (let n = 0; n < 5; n++) {
      const from = performance.now();
      await TandemSearch.find(query, { limit: 5 });
      best = Math.min(best, performance.now() - from);
    }
    times.push(best);
  }
  return times;
}, asked);
console.log(`${asked.length} queries; load ${fs.readFileSync("/proc/loadavg", "utf8").split(" ")[0]}`);
console.log(`cold, client gzipped, the rest as it is: ${shown("bytes", bytes)}; all gzipped: ${shown("bytes", packed)}; ${shown("requests", requests)}; ${shown("ms", first)}`);
console.log(`warm, best of 5: ${shown("ms", warm, 2)}`);
await browser.close();
server.close();
