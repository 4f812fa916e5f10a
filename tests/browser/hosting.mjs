// Our own handbook on real web servers, told what `tandem build --server` writes.
//
//   node hosting.mjs TANDEM ROOT
//
// builds the handbook for the top of a host and for a folder of one, starts nginx, Apache and Caddy
// on ports of this computer with the written files as they are, and looks at every file of the
// site: type, policy, how long it is kept, smaller copies, old addresses, what is hidden. Then a
// browser goes through the pages, searches, ticks and answers. The same build is opened as a
// folder, too. Servers that are not installed are named; TANDEM_HOSTING=required makes that a
// finding, TANDEM_HOSTING=all lets the browser open every page in every place.

import { execFileSync, spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { encoded, filesOf, inBrowser, report, watched } from './site.mjs';

const [tandem, root] = process.argv.slice(2);
const everything = process.env.TANDEM_HOSTING === 'all';
const PLACES = ['/', '/teams/handbook/'];
// A name with signs that mean something in one configuration or another.
const FOLDER = 'our "own" handbook\'s site #1; für; alle';

// ---------- The handbook ----------

const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
  + '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

// A copy of ours with old addresses, and with files that no page writes.
function copyOfHandbook(folder) {
  const copy = join(folder, 'handbook');
  cpSync(join(root, 'content'), join(copy, 'content'), { recursive: true });
  mkdirSync(join(copy, 'static/.well-known'), { recursive: true });
  writeFileSync(join(copy, 'static/.well-known/security.txt'), 'Contact: mailto:handbook@larkfield.example\n');
  writeFileSync(join(copy, 'static/sheet.pdf'), PDF);
  writeFileSync(join(copy, 'static/plain.unknown'), 'x');
  const page = join(copy, 'content/how-we-work/one-goal.md');
  const text = readFileSync(page, 'utf8').replace('---\n', '---\naliases: [/old/goal/, /früheres (Ziel).html, "/a+b/$1"]\n');
  writeFileSync(page, text);
  return copy;
}

// The old addresses of that page, as readers ask for them.
const OLD = ['old/goal/', 'old/goal', 'old/goal/index.html', 'fr%C3%BCheres-(Ziel).html', 'a+b/1/', 'a+b/1'];

// What is built for a place, and what each server is told of it.
function build(handbook, folder, base, servers) {
  const settings = readFileSync(join(root, 'handbook.yml'), 'utf8');
  const config = join(folder, 'handbook.yml');
  writeFileSync(config, `${settings}\nbase_url: https://intranet.example${base}\nprecompress: true\n`);
  const output = join(folder, FOLDER);
  const told = {};
  for (const server of servers) {
    told[server] = join(folder, `${server}.conf`);
    execFileSync(tandem, ['--quiet', '--root', handbook, '--config', config, 'build', '--lenient', '--output-dir', output, '--server', server, '--server-file', told[server]], { stdio: 'inherit' });
  }
  if (servers.length === 0) execFileSync(tandem, ['--quiet', '--root', handbook, '--config', config, 'build', '--lenient', '--output-dir', output], { stdio: 'inherit' });
  return { base, output, told };
}

// ---------- The servers ----------

const MODULES = '/usr/lib/apache2/modules';

function programFor(server) {
  const names = { nginx: ['nginx'], apache: ['apache2', 'httpd'], caddy: ['caddy'] }[server];
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => {
    try { accessSync(path, constants.X_OK); return true; } catch { return false; }
  });
  return server === 'apache' && !existsSync(MODULES) ? undefined : found;
}

// The least that each needs besides what Tandem writes.
const CONFIGURATIONS = {
  nginx: (port, folder, told) => `
    daemon off; ${process.getuid() === 0 ? 'user root;' : ''} worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
    events {}
    http {
      access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      server { listen 127.0.0.1:${port}; include ${told}; }
    }`,
  apache: (port, folder, told) => `
    ServerRoot ${folder}
    ServerName 127.0.0.1
    Listen 127.0.0.1:${port}
    PidFile ${folder}/apache.pid
    ErrorLog ${folder}/apache.log
    ${['mpm_event', 'authz_core', 'alias', 'dir', 'env', 'headers', 'mime', 'rewrite', 'filter', 'deflate'].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
    TypesConfig /etc/mime.types
    AddOutputFilterByType DEFLATE text/html text/css text/javascript
    <VirtualHost 127.0.0.1:${port}>
      Include ${told}
    </VirtualHost>`,
  caddy: (port, folder, told) => `
    {
      admin off
      auto_https off
      storage file_system ${folder}/caddy
    }
    http://127.0.0.1:${port} {
      import ${told}
    }`,
};

const ARGUMENTS = {
  nginx: (file, folder) => ['-e', `${folder}/nginx.log`, '-c', file],
  apache: (file) => ['-D', 'FOREGROUND', '-f', file],
  caddy: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
};

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function start(server, program, folder, site) {
  const port = await freePort();
  const own = mkdtempSync(join(folder, `${server}-`));
  chmodSync(own, 0o755);
  const file = join(own, 'server.conf');
  writeFileSync(file, CONFIGURATIONS[server](port, own, site.told[server]));
  const child = spawn(program, ARGUMENTS[server](file, own), { env: { ...process.env, HOME: own, XDG_CONFIG_HOME: own, XDG_DATA_HOME: own }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { said += text; });
  const place = { ...site, server, name: `${server} ${site.base}`, host: `http://127.0.0.1:${port}`, child };
  place.url = place.host + site.base;
  for (let times = 0; times < 300; times++) {
    if (child.exitCode !== null) break;
    const answers = await get(place.url).then(() => true, () => false);
    if (answers) return place;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  report(place.name, `does not start: ${said.slice(-800)}`);
  child.kill();
  return undefined;
}

// Ends a server that this test started.
function stop({ child }) {
  return new Promise((resolve) => {
    child.on('exit', resolve);
    child.kill('SIGTERM');
  });
}

// ---------- Every file ----------

function get(url, headers = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { 'accept-encoding': 'identity', ...headers } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts) }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

// What is expected is written down here once more, so that a slip in the product shows.
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8', '.woff2': 'font/woff2', '.md': 'text/markdown; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8', '.csv': 'text/csv; charset=utf-8', '.pdf': 'application/pdf', '.png': 'image/png',
};
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-src 'none'; require-trusted-types-for 'script'; trusted-types tandem-search; frame-ancestors 'self'";

const isNeverChanged = (path) => /^assets\/.*(?<!\.txt)$/.test(path) || /^search\/.*-/.test(path) || /\.[0-9a-f]{8}\.(svg|png)$/.test(path);

function expectHeaders(place, path, { headers }, isLost = false) {
  const where = `${place.name} ${path}`;
  const expect = (name, wanted) => {
    if (headers[name] !== wanted) report(where, `${name} is ${headers[name]}, not ${wanted}`);
  };
  expect('content-type', isLost ? TYPES['.html'] : TYPES[extname(path)] ?? (headers['content-type'] && 'application/octet-stream'));
  expect('content-security-policy', extname(path) === '.pdf' ? "frame-ancestors 'self'" : POLICY);
  expect('cache-control', !isLost && isNeverChanged(path) ? 'max-age=31536000, immutable' : 'no-cache');
  expect('x-content-type-options', 'nosniff');
  expect('referrer-policy', 'same-origin');
  expect('cross-origin-resource-policy', 'same-origin');
  expect('cross-origin-opener-policy', 'same-origin');
}

const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync };
const ENDINGS = { br: '.br', gzip: '.gz' };
// nginx sends smaller copies by brotli with a module only.
const PACKINGS = { nginx: ['gzip'], apache: ['br', 'gzip'], caddy: ['br', 'gzip'] };

async function lookAtFile(place, files, path) {
  const where = `${place.name} ${path}`;
  const bytes = readFileSync(join(place.output, path));
  const plain = await get(place.url + encoded(path));
  if (plain.status !== 200 || !plain.bytes.equals(bytes)) return report(where, `status ${plain.status}, ${plain.bytes.length} of ${bytes.length} bytes`);
  expectHeaders(place, path, plain);
  if (plain.headers['content-encoding']) report(where, 'packed although nobody asked for that');
  const known = plain.headers.etag ? { 'if-none-match': plain.headers.etag } : { 'if-modified-since': plain.headers['last-modified'] };
  const again = await get(place.url + encoded(path), known);
  if (again.status !== 304) report(where, `sent again to who has it: ${again.status}`);
  for (const packing of PACKINGS[place.server]) {
    if (!files.has(path + ENDINGS[packing])) continue;
    const packed = await get(place.url + encoded(path), { 'accept-encoding': packing });
    if (packed.headers['content-encoding'] !== packing) report(where, `not sent as ${packing}: ${packed.headers['content-encoding']}`);
    else if (!UNPACK[packing](packed.bytes).equals(bytes)) report(where, `as ${packing} it says something else`);
    else if (!packed.bytes.equals(readFileSync(join(place.output, path + ENDINGS[packing])))) report(where, `its copy in ${packing} was not used`);
    if (!/accept-encoding/i.test(packed.headers.vary ?? '')) report(where, 'does not say that it varies');
    expectHeaders(place, path, packed);
  }
}

async function lookAtFiles(place) {
  const all = filesOf(place.output);
  const files = new Set(all);
  const moved = (path) => extname(path) === '.html' && readFileSync(join(place.output, path), 'utf8').includes('http-equiv="refresh"');
  const plain = all.filter((path) => !/\.(gz|br)$/.test(path) && !moved(path));
  const waiting = [...plain];
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (waiting.length) await lookAtFile(place, files, waiting.pop());
  }));
  await lookAtRest(place);
  return plain;
}

async function lookAtRest(place) {
  const lost = await get(`${place.url}no/such/page.html`);
  const page = readFileSync(join(place.output, '404.html'));
  if (lost.status !== 404 || !lost.bytes.equals(page)) report(place.name, `a wrong address: ${lost.status}, ${lost.bytes.length} of ${page.length} bytes`);
  expectHeaders(place, 'no/such/page.html', lost, true);
  const gone = await get(`${place.url}assets/theme.00000000.css`);
  if (gone.status !== 404) report(place.name, `a file that is gone: ${gone.status}`);
  expectHeaders(place, 'assets/theme.00000000.css', gone, true);
  for (const path of ['.tandem-manifest', '.tandem-lock', '%2etandem-manifest', 'how-we-work/.x', 'assets/', 'nginx.conf']) {
    const { status } = await get(place.url + path);
    if (status !== 404) report(`${place.name} ${path}`, `status ${status}`);
  }
  const leads = async (from, to) => {
    const { status, headers } = await get(place.host + from);
    const reached = headers.location && new URL(headers.location, place.host + from);
    // Behind a proxy nobody knows scheme and host, so a path has to be enough.
    if (![301, 308].includes(status) || reached?.pathname !== to) report(`${place.name} ${from}`, `${status} to ${headers.location}, not ${to}`);
  };
  for (const old of OLD) await leads(place.base + old, `${place.base}how-we-work/one-goal.html`);
  await leads(`${place.base}how-we-work`, `${place.base}how-we-work/`);
  if (place.base !== '/') await leads(place.base.slice(0, -1), place.base);
  const index = await get(`${place.url}how-we-work/`);
  if (index.status !== 200) report(place.name, `the page of a folder: ${index.status}`);
  expectHeaders(place, 'how-we-work/index.html', index);
}

// ---------- In the browser ----------

function readPage() {
  const named = [...document.querySelectorAll('[href], [src]')];
  return {
    violations: window.violations ?? [],
    links: named.map((one) => one.href?.baseVal ?? one.href ?? one.src).filter(Boolean).map((link) => new URL(link, document.baseURI).href),
    template: `${document.body.className} ${document.querySelector('main article, main')?.className}`,
  };
}

// Goes through pages; every link must lead to a file of the site.
async function crawl(browser, place, pages) {
  const context = await browser.newContext();
  const files = new Set(filesOf(place.output));
  const waiting = [...pages];
  const templates = new Map();
  await Promise.all(Array.from({ length: 3 }, async () => {
    const page = await watched(context, { base: place.url, name: place.name });
    while (waiting.length) {
      const path = waiting.pop();
      await page.goto(place.url + encoded(path), { waitUntil: 'load' });
      const found = await page.evaluate(readPage);
      found.violations.forEach((violation) => report(`${place.name} ${path}`, `policy: ${violation}`));
      templates.set(found.template, path);
      for (const link of new Set(found.links)) {
        const inside = link.startsWith(place.url);
        const outside = /^(https?|mailto|tel|data):/.test(link) && !link.startsWith(`${new URL(place.url).origin}/`);
        let target = decodeURIComponent(link.slice(place.url.length).split(/[?#]/)[0]);
        if (target === '' || target.endsWith('/')) target += 'index.html';
        if (inside ? !files.has(target) : !outside) report(`${place.name} ${path}`, `leads nowhere: ${link}`);
      }
    }
  }));
  await context.close();
  return [...templates.values()];
}

async function use(browser, place) {
  const context = await browser.newContext();
  const page = await watched(context, { base: place.url, name: place.name });
  page.setDefaultTimeout(10000);
  const expect = (holds, what) => { if (!holds) report(place.name, what); };
  try {
    await page.goto(`${place.url}how-we-work/one-goal.html`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('handover');
    const first = page.locator('#SearchList [role="option"]').filter({ hasText: 'Enquiry handover' }).first();
    await first.click();
    await page.waitForURL(/enquiry-handover/);
    await page.goto(`${place.url}paths/first-four-weeks.html`);
    await page.locator('.nextup .btn').click();
    await page.locator('.stop:visible[data-verb="read"] .btn').click();
    await page.waitForURL(/first-four-weeks/);
    expect(await page.locator('.pi .tick').first().isChecked(), 'a path forgets what was done');
    await page.goto(`${place.url}how-we-work/the-loop.html`);
    const quiz = page.locator('.quiz').first();
    for (const right of await quiz.locator('.solution [data-right]').all()) {
      await quiz.locator(`.opt[data-number="${await right.getAttribute('data-number')}"] input`).check();
    }
    await quiz.locator('button[type="submit"]').click();
    expect((await quiz.locator('output').textContent()).trim(), 'a check says nothing');
    const violations = await page.evaluate(() => window.violations);
    expect(violations.length === 0, `policy: ${violations.join()}`);
    if (place.url.startsWith('http')) await readPdf(context, place, expect);
  } catch (error) {
    report(place.name, error.message.split('\n')[0]);
  }
  await context.close();
}

// A browser without a window saves a PDF instead of showing it; either is right. What its own
// viewer asks for is not ours, so this page is not watched.
async function readPdf(context, place, expect) {
  const page = await context.newPage();
  const saved = page.waitForEvent('download', { timeout: 3000 }).catch(() => undefined);
  const shown = await page.goto(`${place.url}sheet.pdf`).catch(() => undefined);
  const download = shown ? undefined : await saved;
  expect(shown?.ok() || (download && !(await download.failure())), 'a PDF does not open');
}

// ---------- All of it ----------

const servers = ['nginx', 'apache', 'caddy'].filter((server) => {
  const program = programFor(server);
  if (program) return true;
  console.log(`${server} is not installed, so nothing is said of it`);
  if (process.env.TANDEM_HOSTING === 'required') report(server, 'is not installed');
  return false;
});
const folder = mkdtempSync(join(tmpdir(), 'tandem-hosting-'));
chmodSync(folder, 0o755);
const running = [];
await inBrowser(async (browser) => {
  const handbook = copyOfHandbook(folder);
  for (const [number, base] of PLACES.entries()) {
    const own = join(folder, `place-${number}`);
    mkdirSync(own);
    const site = build(handbook, own, base, servers);
    const pages = filesOf(site.output).filter((path) => path.endsWith('.html'));
    const places = [];
    for (const server of servers) {
      const place = await start(server, programFor(server), own, site);
      if (place) { running.push(place); places.push(place); }
    }
    let some = pages;
    if (number === 0) places.push({ ...site, server: 'folder', name: 'folder', url: `${pathToFileURL(site.output).href}/` });
    for (const place of places) {
      const shown = place.server === 'folder' ? pages.filter((path) => path !== '404.html') : (await lookAtFiles(place)).filter((path) => path.endsWith('.html'));
      const wanted = everything || some === pages ? shown : some.filter((path) => shown.includes(path));
      const templates = await crawl(browser, place, wanted);
      if (some === pages) some = templates;
      await use(browser, place);
      console.log(`${place.name}: ${filesOf(site.output).length} files, ${wanted.length} of ${shown.length} pages in the browser`);
    }
  }
}, async () => {
  await Promise.all(running.map(stop));
  rmSync(folder, { recursive: true, force: true });
});
