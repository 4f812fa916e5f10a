// Every page of our own handbook in a real browser.
//
//   node pages.mjs TANDEM ROOT
//
// builds the handbook in ROOT with the program TANDEM and looks at the result at file://, at the
// top of a server and in a folder of one: links, policy, accessibility, small screens, no scripts;
// then frame.mjs tries what is around the texts, and newer.mjs waits for a release. budgets.mjs
// weighs what readers download.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { budgets, missingSheets } from './budgets.mjs';
import { frame } from './frame.mjs';
import { newer } from './newer.mjs';
import { build, encoded, filesOf, inBrowser, inspectPage, report, serve, timed, watched } from './site.mjs';

const [tandem, root] = process.argv.slice(2);
const handbook = { tandem, root };
const SUBFOLDER = '/teams/handbook/';

// ---------- Every page, every link ----------

function readPage() {
  const names = ['href', 'src'];
  const elements = [...document.querySelectorAll('[href], [src]')];
  return {
    ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
    links: elements.flatMap((element) => names.filter((name) => element.hasAttribute(name)).map((name) => element[name].baseVal === undefined ? element[name] : new URL(element[name].baseVal, document.baseURI).href)),
    violations: window.violations ?? [],
    layout: document.body.className,
    template: [document.body, document.querySelector('main article, main'), document.querySelector('.sheet')].map((one) => one?.className).join(' ') + (document.querySelector('.kind > span')?.textContent ?? ''),
    styled: document.querySelectorAll('[style], style').length,
  };
}

async function crawl(browser, place) {
  const context = await browser.newContext();
  const page = await watched(context, place);
  const seen = new Map();
  for (const path of place.pages) {
    await page.goto(place.base + encoded(path), { waitUntil: 'load' });
    const found = await page.evaluate(readPage);
    found.violations.forEach((violation) => report(`${place.name} ${path}`, `policy: ${violation}`));
    if (found.styled > 0) report(`${place.name} ${path}`, 'has a style of its own');
    seen.set(path, found);
  }
  await context.close();
  for (const [path, found] of seen) {
    for (const link of new Set(found.links)) checkLink(place, seen, path, link);
  }
  for (const path of place.redirects) checkRedirect(place, path);
  return seen;
}

function checkLink(place, seen, path, link) {
  if (!link.startsWith(place.base)) {
    const outside = /^(https?|mailto|tel|data):/.test(link) && !link.startsWith(new URL(place.base).origin + '/');
    if (!outside) report(`${place.name} ${path}`, `leads out of the site: ${link}`);
    return;
  }
  const [address, fragment] = link.slice(place.base.length).split('#');
  let target = decodeURIComponent(address.split('?')[0]);
  if (target === '' || target.endsWith('/')) target += 'index.html';
  if (!place.files.has(target)) return report(`${place.name} ${path}`, `leads nowhere: ${link}`);
  const id = fragment && decodeURIComponent(fragment);
  const known = seen.get(target);
  if (id && id !== 'top' && known && !known.ids.includes(id)) report(`${place.name} ${path}`, `no such place on the page: ${link}`);
}

function checkRedirect(place, path) {
  const html = readFileSync(join(place.output, path), 'utf8');
  const target = html.match(/http-equiv="refresh" content="0; url=([^"]+)"/)?.[1];
  const url = target && new URL(target, place.base + encoded(path)).href;
  const inside = url?.startsWith(place.base) && place.files.has(decodeURIComponent(url.slice(place.base.length)));
  if (!inside) report(`${place.name} ${path}`, `an old address that leads nowhere: ${target}`);
}

// ---------- Accessibility, small screens, no scripts ----------

async function inspect(browser, place, templates) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1440, 390]) {
      // The policy forbids scripts of ours too; what it forbids is tested by the crawler.
      const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
      const page = await context.newPage();
      for (const path of templates.values()) {
        // The book repeats what the others show, many times; one look is enough.
        if (path === 'book.html' && !(width === 390 && colorScheme === 'dark')) continue;
        await page.goto(place.base + encoded(path));
        await inspectPage(page, `${path} ${colorScheme} ${width}`);
      }
      await context.close();
    }
  }
}

async function narrow(browser, place) {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  for (const path of place.pages) {
    await page.goto(place.base + encoded(path));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 320) report(path, `scrolls sideways at 320 pixels: ${width}`);
  }
  await context.close();
}

async function withoutScripts(browser, place, layouts) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  for (const [layout, path] of layouts) {
    await page.goto(place.base + encoded(path));
    if (!(await page.locator('h1').first().isVisible())) report(path, `${layout}: no title without scripts`);
    const opener = page.locator('a[href="#Menu"]');
    if (!(await opener.first().isVisible())) {
      report(path, `${layout}: the menu cannot be reached without scripts`);
      continue;
    }
    await opener.first().click();
    // Long groups are folded, so the first link may be inside one.
    const entry = page.locator('#Menu a:visible').first();
    if (!(await entry.isVisible())) report(path, `${layout}: the menu stays hidden without scripts`);
    if (await page.locator('.js-only:visible').count()) report(path, `${layout}: shows buttons that need a script`);
  }
  await context.close();
}

async function menuWithScripts(browser, place, layouts) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await watched(context, place);
  for (const [layout, path] of layouts) {
    await page.goto(place.base + encoded(path));
    await page.locator('[data-menu-open]').first().click();
    if (!(await page.locator('dialog[open] a:visible').first().isVisible())) report(path, `${layout}: the menu does not open`);
    await page.keyboard.press('Escape');
    if (await page.locator('dialog[open]').count()) report(path, `${layout}: the menu does not close`);
  }
  await context.close();
}

// ---------- All of it ----------

const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'tandem-browser-')));
await inBrowser(async (browser) => {
  const outputs = [build(handbook, folders[0], '/'), build(handbook, folders[1], SUBFOLDER)];
  const servers = [await serve(outputs[0], '/'), await serve(outputs[1], SUBFOLDER)];
  const place = (name, base, output, own) => {
    const files = new Set(filesOf(output));
    const html = [...files].filter((path) => path.endsWith('.html'));
    const moved = (path) => readFileSync(join(output, path), 'utf8').includes('http-equiv="refresh"');
    // Servers show the page for wrong addresses; from a folder nobody does.
    const pages = html.filter((path) => !moved(path) && (own || path !== '404.html'));
    return { name, base, output, files, pages, redirects: html.filter(moved) };
  };
  const places = [
    place('folder', `${pathToFileURL(outputs[0]).href}/`, outputs[0], false),
    place('server', servers[0].base, outputs[0], true),
    place('subfolder', servers[1].base, outputs[1], true),
  ];
  let seen;
  for (const one of places) seen = await timed(`every page, ${one.name}`, () => crawl(browser, one));
  const layouts = new Map();
  const templates = new Map();
  for (const [path, { layout, template }] of seen) {
    if (!layouts.has(layout)) layouts.set(layout, path);
    if (!templates.has(template)) templates.set(template, path);
  }
  const [, server] = places;
  budgets(server.output, [...server.files]);
  await timed('without a style sheet', () => missingSheets(browser, server));
  await timed('accessibility', () => inspect(browser, server, templates));
  await timed('small screens', () => narrow(browser, server));
  await timed('without scripts', () => withoutScripts(browser, server, layouts));
  await timed('the menu', () => menuWithScripts(browser, server, layouts));
  await timed('around the texts', () => frame(browser, places, templates));
  await timed('a newer release', () => newer(browser, places));
  servers.forEach((one) => one.close());
  console.log(`${seen.size} pages at ${places.length} places, ${templates.size} kinds of them: ${[...templates.values()].join(', ')}`);
}, () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
