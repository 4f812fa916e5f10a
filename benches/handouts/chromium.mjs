// Prints pages as PDFs in Chromium: twice, in a browser that is started once.
//
//   node chromium.mjs FOLDER PAGE.html...
//
// Prints one line of JSON: seconds from starting the browser to the last PDF, seconds again, and the
// largest memory that all processes of the browser had together, in MB.

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readdirSync, readFileSync } from 'node:fs';

const { chromium } = createRequire(new URL('../../tests/browser/', import.meta.url))('playwright-core');
const [folder, ...pages] = process.argv.slice(2);

function memory() {
  let kilobytes = 0;
  for (const name of readdirSync('/proc').filter((own) => /^\d+$/.test(own))) {
    try {
      if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('tandem-bench-profile')) continue;
      kilobytes += Number(readFileSync(`/proc/${name}/smaps_rollup`, 'utf8').match(/Pss:\s+(\d+)/)[1]);
    } catch { /* it is gone */ }
  }
  return kilobytes / 1024;
}

const started = performance.now();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser'], { encoding: 'utf8' }).trim(),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--tandem-bench-profile'],
});
let most = 0;
const watch = setInterval(() => { most = Math.max(most, memory()); }, 500);

async function all() {
  for (const [at, file] of pages.entries()) {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(resolve(file)).href);
    await page.pdf({ path: join(folder, `${at}.pdf`), preferCSSPageSize: true, printBackground: true, tagged: true, outline: true, timeout: 0 });
    await page.close();
  }
}

await all();
const cold = (performance.now() - started) / 1000;
most = Math.max(most, memory());
const before = performance.now();
if (cold < 60) await all();
const again = cold < 60 ? (performance.now() - before) / 1000 : null;
clearInterval(watch);
await browser.close();
console.log(JSON.stringify({ cold, again, memory: most }));
