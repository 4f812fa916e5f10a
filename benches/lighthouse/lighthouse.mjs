// What Lighthouse says of a published handbook.
//
//   node lighthouse.mjs SITE
//
// serves the folder SITE as a plain host would, compressed with gzip, and lets Lighthouse judge the
// five pages of PAGES for phones and for desks, RUNS times each (5). Prints the medians of the
// scores, then what costs points. CHROME_PATH names the browser.

import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

const [site] = process.argv.slice(2);
const runs = Number(process.env.RUNS || 5);
const PAGES = (process.env.PAGES || 'index.html processes/enquiry-handover.html myths/heard-in-sales.html paths/first-four-weeks.html playbooks/launch-in-step.html').split(' ');
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json', '.png': 'image/png',
};

// Names with a digest may be kept for ever; typefaces are compressed as they are.
function answer(request, response) {
  const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  const file = join(site, path.endsWith('/') ? `${path}index.html` : path);
  if (!existsSync(file)) return response.writeHead(404).end();
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const zipped = !/\.(woff2|png)$/.test(file) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const bytes = readFileSync(file);
  response.writeHead(200, {
    'content-type': type,
    'cache-control': /\.[0-9a-f]{8}\./.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(zipped ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : {}),
  });
  response.end(zipped ? gzipSync(bytes) : bytes);
}

const median = (numbers) => numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

const server = createServer(answer);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const chrome = await launch({ chromeFlags: ['--headless=new', '--no-sandbox'] });
const lost = new Map();
try {
  for (const [name, config] of [['phone', undefined], ['desk', desktopConfig]]) {
    for (const page of PAGES) {
      const url = `http://127.0.0.1:${server.address().port}/${page}`;
      const scores = CATEGORIES.map(() => []);
      const times = [];
      for (let run = 0; run < runs; run++) {
        const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories: CATEGORIES }, config);
        CATEGORIES.forEach((category, at) => scores[at].push(Math.round(lhr.categories[category].score * 100)));
        times.push(['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'].map((audit) => lhr.audits[audit].numericValue));
        for (const category of CATEGORIES) {
          for (const { id, weight } of lhr.categories[category].auditRefs) {
            const { score, displayValue, title } = lhr.audits[id];
            if (weight > 0 && score !== null && score < 1) lost.set(`${name} ${page} ${category} ${id}`, `${score} ${displayValue ?? title}`);
          }
        }
      }
      const middle = times[0].map((_, at) => median(times.map((all) => all[at])));
      const [first, largest, blocked, shift, speed] = middle;
      console.log(`${name} ${page}: ${scores.map(median).join(' / ')}; first paint ${Math.round(first)} ms, largest ${Math.round(largest)} ms, blocked ${Math.round(blocked)} ms, shift ${shift.toFixed(3)}, speed index ${Math.round(speed)} ms`);
    }
  }
} finally {
  await chrome.kill();
  server.close();
}
console.log('\nWhat costs points:');
lost.forEach((what, where) => console.log(`${where}: ${what}`));
