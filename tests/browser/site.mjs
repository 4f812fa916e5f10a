// What all browser tests share: building the handbook, serving it, watching a page, findings.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, relative, sep } from 'node:path';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const findings = [];

export function report(where, what) {
  findings.push(`${where}: ${what}`);
}

// Does the work in a browser, tells what was found, and ends the program: with 1 if it was anything.
// CHROMIUM names the browser, else the PATH does.
export async function inBrowser(work, tidy = () => {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser'], { encoding: 'utf8' }).trim(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  // What was found before is told as well.
  await work(browser).catch((error) => report('stopped', error.stack));
  await browser.close();
  await tidy();
  const unique = [...new Set(findings)];
  unique.slice(0, 60).forEach((finding) => console.log(finding));
  console.log(unique.length === 0 ? 'no findings' : `${unique.length} findings`);
  process.exit(unique.length === 0 ? 0 : 1);
}

export async function timed(name, work) {
  const from = performance.now();
  const result = await work();
  console.log(`${name}: ${Math.round((performance.now() - from) / 1000)} s`);
  return result;
}

// ---------- The site ----------

// A build of the handbook in ROOT for a place on its host; its settings otherwise are its own.
export function build({ tandem, root }, folder, basePath, more = []) {
  const settings = readFileSync(join(root, 'handbook.yml'), 'utf8').replace(/^base_path:.*$/m, '');
  const config = join(folder, 'handbook.yml');
  writeFileSync(config, `${settings}\nbase_path: ${basePath}\n`);
  const output = join(folder, 'site');
  execFileSync(tandem, ['--root', root, '--config', config, 'build', '--output-dir', output, ...more], { stdio: 'inherit' });
  return output;
}

export function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.md': 'text/markdown; charset=utf-8',
  '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.png': 'image/png',
};

export function serve(output, prefix) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    const file = name === '' || name?.endsWith('/') ? `${name}index.html` : name;
    try {
      const bytes = readFileSync(join(output, file));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404, { 'content-type': TYPES['.html'] });
      response.end(readFileSync(join(output, '404.html')));
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const base = `http://127.0.0.1:${server.address().port}${prefix}`;
      resolve({ base, close: () => server.close() });
    });
  });
}

export const encoded = (path) => path.split('/').map(encodeURIComponent).join('/');

// ---------- Watching a page ----------

export async function watched(context, place) {
  await context.addInitScript(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => {
      window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  const where = () => page.url().replace(place.base, `${place.name} `);
  page.on('console', (message) => {
    if (message.type() === 'error') report(where(), `console: ${message.text()}`);
  });
  page.on('pageerror', (error) => report(where(), `script: ${error.message}`));
  page.on('request', (request) => {
    const inside = request.url().startsWith(place.base) || request.url().startsWith('data:');
    if (!inside) report(where(), `asks for ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // What the browser drops because we move on is nobody's fault.
    const dropped = request.failure()?.errorText === 'net::ERR_ABORTED';
    if (!dropped) report(where(), `did not get ${request.url()}`);
  });
  return page;
}

// Accessibility of a page as it is; its context must let scripts of ours in.
export async function inspectPage(page, where) {
  await page.evaluate(axeSource);
  const results = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'incomplete'] }));
  if (results.passes.length === 0) report(where, 'axe looked at nothing');
  for (const { id, nodes } of results.violations) {
    const first = nodes[0];
    report(where, `axe ${id} (${nodes.length}): ${first.html.slice(0, 160)} ${first.failureSummary.replace(/\s+/g, ' ').slice(0, 240)}`);
  }
  // What is read on two inks at once cannot be measured, and can hardly be read.
  const contrast = results.incomplete.find(({ id }) => id === 'color-contrast')?.nodes ?? [];
  const blended = contrast.filter(({ any }) => any.some(({ data }) => data?.messageKey === 'bgGradient'));
  blended.slice(0, 1).forEach(({ html }) => report(where, `letters on a blend of colours (${blended.length}): ${html.slice(0, 160)}`));
}
