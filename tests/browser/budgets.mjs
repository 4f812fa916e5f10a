// What readers download, as a server sends it: compressed with gzip.

import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { report } from './site.mjs';

const KIB = 1024;

// What a page loads in all. The book shows parts of every kind and loads the sheets of all of them.
const STYLES = 16;
const STYLES_OF_BOOK = 25;
const SCRIPTS = 10;
const FONTS = 110;
const PROCESS = 30;

// The search reads its own files when somebody searches; its scripts have a budget of their own.
const isSearch = (file) => /^assets\/search[^/]*$/.test(file);

export function budgets(output, files) {
  const sizes = new Map();
  const size = (file) => {
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(output, file)), { level: 9 }).length / KIB);
    return sizes.get(file);
  };
  const sum = (some) => some.reduce((so_far, file) => so_far + size(file), 0);
  const check = (name, most, kilobytes) => {
    console.log(`${name}: ${kilobytes.toFixed(1)} of ${most} KB`);
    if (!(kilobytes > 0) || kilobytes > most) report(name, `${kilobytes.toFixed(1)} KB, the budget is ${most} KB`);
  };
  const pages = files.filter((file) => file.endsWith('.html')).map((path) => ({ path, ...loaded(output, path) }));
  const most = (some, kilobytes) => some.map((page) => [kilobytes(page), page.path]).sort(([one], [other]) => other - one)[0];
  const styles = (page) => sum(page.styles);
  const [heaviest, where] = most(pages.filter(({ path }) => path !== 'book.html'), styles);
  check(`the style sheets of a page, at most (${where})`, STYLES, heaviest);
  check('the style sheets of the book', STYLES_OF_BOOK, styles(pages.find(({ path }) => path === 'book.html')));
  const [scripts, busiest] = most(pages, (page) => sum(page.scripts.filter((file) => !isSearch(file))));
  check(`the scripts of a page, at most (${busiest})`, SCRIPTS, scripts);
  check('the fonts', FONTS, sum(files.filter((file) => /^assets\/fonts\/(?!.*-ext\.)[^/]*\.woff2$/.test(file))));
  const [text, largest] = most(pages.filter(({ path }) => /^processes\/(?!index)/.test(path)), ({ path }) => size(path));
  check(`the largest process (${largest})`, PROCESS, text);
}

// The files that a page asks for.
function loaded(output, path) {
  const html = readFileSync(join(output, path), 'utf8');
  const all = (pattern) => [...html.matchAll(pattern)].map(([, href]) => posix.join(posix.dirname(path), href));
  return {
    styles: all(/<link rel="stylesheet" href="([^"]+)"/g),
    scripts: all(/<script src="([^"]+)"/g).filter((file) => file.startsWith('assets/')),
  };
}

// Sheets for the screen whose rules may meet what another sheet dresses: on purpose.
const LOOSE = /^assets\/(search|sheets)\./;

// No page shows what only a sheet dresses that it does not load.
export async function missingSheets(browser, place) {
  const sheets = [...place.files].filter((file) => /^assets\/[^/]*\.css$/.test(file) && !LOOSE.test(file));
  const selectors = new Map(sheets.map((sheet) => [sheet, selectorsOf(readFileSync(join(place.output, sheet), 'utf8'))]));
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const path of place.pages) {
    const { styles } = loaded(place.output, path);
    // A sheet may hold what another one holds that it imports.
    const own = new Set(styles.flatMap((sheet) => selectors.get(sheet) ?? []));
    const others = sheets.filter((sheet) => !styles.includes(sheet)).map((sheet) => [sheet, selectors.get(sheet).filter((selector) => !own.has(selector))]);
    await page.goto(place.base + path.split('/').map(encodeURIComponent).join('/'));
    const met = await page.evaluate((all) => all.flatMap(([sheet, list]) => {
      const one = list.find((selector) => document.querySelector(selector));
      return one ? [`${sheet}: ${one}`] : [];
    }), others);
    met.forEach((what) => report(`${place.name} ${path}`, `has what a sheet dresses that it does not load: ${what}`));
  }
  await context.close();
}

// The selectors of a published sheet, without states and what is drawn beside an element.
function selectorsOf(css) {
  const heads = [...css.matchAll(/(?:^|[{};])([^{};@]+)\{/g)].map(([, head]) => head);
  const plain = heads.map((head) => head.replace(/::[\w-]+|:(has|not)\(:(focus-visible|hover)\)/g, '').replace(/:(hover|focus-visible|focus-within|focus)/g, ''));
  return [...new Set(plain)].filter((head) => /[.#]/.test(head) && !/^(from|to|\d)/.test(head));
}
