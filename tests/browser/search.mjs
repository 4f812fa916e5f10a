// The search as readers have it: at three places, by keyboard alone, in every state, with words
// that would like to be markup, and from a result to the marked words.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firefox } from './firefox.mjs';
import { hostile } from './hostile.mjs';
import { build, inspectPage, report, serve, watched } from './site.mjs';

const PAGE = 'playbooks/endorsement-in-a-live-deal.html';
const KEYS = 'tandem.v1.larkfield-one-loop.';

const expect = (where, what, found, wanted) => {
  if (found !== wanted) report(where, `${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
};

const status = (page) => page.locator('#Search [role="status"]').textContent();
const isOpen = (page) => page.evaluate(() => document.querySelector('#Search').open);
const titles = (page) => page.locator('#SearchList [role="option"] b').allTextContents();
const active = (page) => page.evaluate(() => {
  const id = document.querySelector('#SearchField').getAttribute('aria-activedescendant');
  const option = id && document.getElementById(id);
  return option && option.getAttribute('aria-selected') === 'true' ? option.querySelector('b').textContent : null;
});

// Types a query and waits until its results are told.
async function ask(page, query) {
  if (!(await isOpen(page))) await page.keyboard.press('Control+k');
  await page.evaluate(() => { document.querySelector('#Search [role="status"]').textContent = 'asked'; });
  await page.locator('#SearchField').fill(query);
  await page.waitForFunction((asked) => {
    const told = document.querySelector('#Search [role="status"]').textContent;
    return !['asked', asked].includes(told) && !/being loaded/.test(told);
  }, query ? '' : 'asked');
  // What was cut off for the first look is there after the pause.
  await page.waitForTimeout(350);
}

// How many places are marked, whichever way the browser can.
const markedWords = (page) => page.evaluate(() => {
  const painted = window.Highlight && CSS.highlights && CSS.highlights.get('tandem-search');
  const texts = painted ? [...painted].map((range) => range.toString()) : [...document.querySelectorAll('main mark')].map((mark) => mark.textContent);
  return texts.map((text) => text.toLowerCase());
});

// ---------- By keyboard alone, at every place ----------

async function walk(browser, place) {
  const where = `search at ${place.name}`;
  const context = await browser.newContext();
  const page = await watched(context, place);
  await page.goto(`${place.base}how-we-work/the-loop.html`);
  await page.goto(place.base + PAGE);
  await page.keyboard.press('/');
  expect(where, 'a single key opens it', await isOpen(page), false);
  await page.keyboard.press('Control+k');
  expect(where, 'Ctrl K opens it', await isOpen(page), true);
  await page.waitForFunction(() => document.querySelectorAll('#SearchList [role="option"]').length > 0);
  const empty = await titles(page);
  expect(where, 'read last', empty[0], 'The loop, once around');
  expect(where, 'what there is before anybody types', empty.length, 6);
  await page.keyboard.type('handover');
  await page.waitForFunction(() => /result/.test(document.querySelector('#Search [role="status"]').textContent));
  await page.waitForTimeout(350);
  expect(where, 'the first result', await active(page), 'Enquiry handover');
  const all = await titles(page);
  for (const [key, wanted] of [['ArrowDown', 1], ['End', all.length - 1], ['ArrowDown', 0], ['ArrowUp', all.length - 1], ['Home', 0], ['ArrowDown', 1]]) {
    await page.keyboard.press(key);
    expect(where, `after ${key}`, await active(page), all[wanted]);
    expect(where, `focus after ${key}`, await page.evaluate(() => document.activeElement.id), 'SearchField');
  }
  await page.keyboard.press('Tab');
  expect(where, 'Tab leads to', await page.evaluate(() => document.activeElement.dataset.key), 'all');
  // Facets stand in the order of what was found, which is not for this test.
  const facet = () => page.evaluate(() => document.activeElement.dataset.key);
  let steps = 0;
  while (await facet() !== 'process' && steps < 20) {
    await page.keyboard.press('Tab');
    steps += 1;
  }
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.activeElement.getAttribute('aria-pressed') === 'true');
  expect(where, 'only processes', (await page.locator('#SearchList .g').allTextContents()).join(), 'Processes');
  for (; steps > 0; steps -= 1) await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await page.waitForFunction((count) => document.querySelectorAll('#SearchList [role="option"]').length === count, all.length);
  await page.keyboard.press('Shift+Tab');
  expect(where, 'back in the field', await page.evaluate(() => document.activeElement.id), 'SearchField');
  await openAndReturn(page, place, where);
  await context.close();
}

async function openAndReturn(page, place, where) {
  expect(where, 'an address to share', new URL(page.url()).searchParams.get('q'), 'handover');
  await page.keyboard.press('Home');
  await Promise.all([page.waitForURL(/enquiry-handover/), page.keyboard.press('Enter')]);
  await page.waitForFunction(() => document.readyState === 'complete');
  const words = await markedWords(page);
  if (!words.includes('handover')) report(where, `on the page these are marked: ${words}`);
  expect(where, 'words left in the address', new URL(page.url()).search, '');
  await page.keyboard.press('Escape');
  expect(where, 'marks after Esc', (await markedWords(page)).length, 0);
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll('#SearchList [role="option"]').length > 3);
  expect(where, 'the query on the way back', await page.locator('#SearchField').inputValue(), 'handover');
  await page.keyboard.press('Escape');
  expect(where, 'Esc closes it', await isOpen(page), false);
  // The browser tells of the closing a moment later.
  await page.waitForFunction(() => location.search === '').catch(() => {});
  expect(where, 'the address afterwards', new URL(page.url()).search, '');
  await page.locator('.searchbtn').focus();
  await page.keyboard.press('Enter');
  expect(where, 'the field in the header opens it', await isOpen(page), true);
  await page.keyboard.press('Escape');
  expect(where, 'where the focus is afterwards', await page.evaluate(() => document.activeElement.className), 'searchbtn');
  await page.goto(`${place.base}${PAGE}?q=MQL`);
  await page.waitForFunction(() => document.querySelectorAll('#SearchList [role="option"]').length > 1);
  if (!(await titles(page))[0].startsWith('MQL: here we say Qualified enquiry')) report(where, `an answer card says ${(await titles(page))[0]}`);
  const [tab] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Control+Enter')]);
  await tab.waitForURL(/qualified-enquiry/);
  await tab.close();
}

// A result on the same page, and a section of another one.
async function sections(browser, place) {
  const where = `sections at ${place.name}`;
  const context = await browser.newContext();
  const page = await watched(context, place);
  await page.goto(`${place.base}processes/enquiry-handover.html`);
  await ask(page, 'send back');
  await page.locator('#SearchList [role="option"]', { hasText: 'Accept or send back' }).first().click();
  expect(where, 'the dialog', await isOpen(page), false);
  await page.waitForTimeout(100);
  if (!/#./.test(page.url())) report(where, `a step on the same page leads to ${page.url()}`);
  const words = await markedWords(page);
  if (!words.includes('back')) report(where, `on the same page these are marked: ${words}`);
  await page.goto(`${place.base}index.html`);
  await ask(page, 'four crossings');
  await page.locator('#SearchList [role="option"]', { hasText: 'The four crossings' }).first().click();
  await page.waitForURL(/the-loop\.html/);
  await page.waitForFunction(() => document.readyState === 'complete');
  expect(where, 'the place', decodeURIComponent(new URL(page.url()).hash), '#crossings');
  if (!(await markedWords(page)).some((word) => word.startsWith('crossing'))) report(where, 'nothing is marked in a section');
  await page.evaluate(() => { location.hash = '#Main'; });
  await page.waitForTimeout(100);
  expect(where, 'marks at the next place', (await markedWords(page)).length, 0);
  await context.close();
}

// ---------- What is counted ----------

async function facets(browser, place) {
  const context = await browser.newContext();
  const page = await watched(context, place);
  await page.goto(place.base + PAGE);
  for (const query of ['handover', 'enquiry', 'lead', 'budget marketing', 'myth: leads']) {
    const where = `facets of “${query}”`;
    await ask(page, query);
    const kinds = await buttons(page);
    const found = await counted(page, query, {});
    expect(where, 'all', kinds.all, found.length);
    expect(where, 'what is told', parseInt(await status(page), 10), found.length);
    for (const side of ['left', 'right', 'joint']) expect(where, side, kinds[`of-${side}`] ?? 0, found.filter((one) => one.side === side).length);
    for (const key of Object.keys(kinds).filter((name) => name !== 'all' && !name.startsWith('of-'))) {
      await page.locator(`.f-scope [data-key="${key}"]`).click();
      await page.waitForTimeout(700);
      expect(where, `${key}, told`, parseInt(await status(page), 10), kinds[key]);
      const card = await page.locator('#SearchList.with-card').count();
      expect(where, `${key}, shown`, (await titles(page)).length - card, Math.min(24, kinds[key]));
      const sides = await buttons(page);
      const sum = ['left', 'right', 'joint'].reduce((all, side) => all + (sides[`of-${side}`] ?? 0), 0);
      if (sum > kinds[key]) report(where, `${key}: more on the sides (${sum}) than there are (${kinds[key]})`);
      await page.locator(`.f-scope [data-key="${key}"]`).click();
      await page.waitForTimeout(350);
    }
  }
  await context.close();
}

const buttons = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.f-scope button')].map((button) => [button.dataset.key, Number(button.querySelector('.num').textContent)])));
const counted = (page, query, options) => page.evaluate(async ([text, more]) => (await window.TandemSearch.find(text, { limit: 2000, ...more })).results.map(({ kind, side }) => ({ kind, side })), [query, options]);

// The side that somebody sits on counts a little more.
async function ownSide(browser, place) {
  const context = await browser.newContext();
  await context.addInitScript((key) => { localStorage.setItem(key, 'right'); }, `${KEYS}side`);
  const page = await watched(context, place);
  await page.goto(place.base + PAGE);
  const scores = await page.evaluate(async () => {
    await window.TandemSearch.open(`${document.body.dataset.root}search/root.js`);
    const find = async (side) => (await window.TandemSearch.find('lead', { side, limit: 100 })).results.find((one) => one.side === 'right').score;
    return [await find(undefined), await find(document.documentElement.dataset.side)];
  });
  if (!(scores[1] > scores[0])) report('the reader’s side', `does not count: ${scores}`);
  await context.close();
}

// ---------- When nothing comes ----------

async function failing(browser, place) {
  const where = 'an index that cannot be had';
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(/search\/root/, (route) => route.abort());
  await page.goto(place.base + PAGE);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('handover');
  await page.waitForFunction(() => /could not be loaded/.test(document.querySelector('#Search [role="status"]').textContent));
  expect(where, 'the A to Z', await page.locator('.f-note a').getAttribute('href'), '../index-a-z.html');
  await page.unroute(/search\/root/);
  await ask(page, 'handover again');
  await ask(page, 'handover');
  expect(where, 'once it can', (await titles(page))[0], 'Enquiry handover');
  await context.close();
}

async function nothing(browser, place) {
  const where = 'nothing found';
  const context = await browser.newContext();
  const page = await watched(context, place);
  await page.goto(place.base + PAGE);
  await ask(page, '"no such phrase" budget');
  expect(where, 'what is told', await status(page), 'Nothing found for “"no such phrase" budget”.');
  await page.waitForFunction(() => document.querySelector('.f-note button'));
  const mail = await page.locator('.f-note a[href^="mailto:"]').getAttribute('href');
  if (!mail.includes(encodeURIComponent('"no such phrase" budget'))) report(where, `the owners are asked with ${mail}`);
  await page.locator('.f-note button', { hasText: 'budget' }).first().click();
  await page.waitForFunction(() => document.querySelectorAll('#SearchList [role="option"]').length > 2);
  await context.close();
}

// What was found is told for good, however long it takes to look for the nearest words.
async function slowly(browser, place) {
  const context = await browser.newContext();
  const page = await watched(context, place);
  await page.route(/search\/[a-z]\d/, async (route) => {
    const isTold = await page.locator('.f-none').count();
    if (isTold) await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  });
  await page.goto(place.base + PAGE);
  await page.keyboard.press('Control+k');
  await page.locator('#SearchField').fill('"no such phrase" budget');
  await page.waitForFunction(() => document.querySelector('.f-note button')).catch(() => {});
  await page.waitForTimeout(700);
  expect('nothing found, slowly', 'what is told', await status(page), 'Nothing found for “"no such phrase" budget”.');
  await context.close();
}

async function lost(browser, place) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${place.base}processes/enquiry-handovr.html`);
  expect('a wrong address', 'the field', await page.evaluate(() => document.activeElement.value), 'enquiry handovr');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('#SearchList [role="option"]').length > 0);
  const first = await page.locator('#SearchList [role="option"]').first().textContent();
  if (!first.includes('Enquiry handover')) report('a wrong address', `the first result: ${first}`);
  await context.close();
}

async function withoutScripts(browser, place) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(place.base + PAGE);
  await page.locator('.searchbtn').click();
  if (!page.url().endsWith('index-a-z.html')) report('without scripts', `the search leads to ${page.url()}`);
  await context.close();
}

// ---------- Every state, light and dark, wide and narrow ----------

async function states(browser, place) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1440, 390]) {
      const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
      const page = await context.newPage();
      const look = (state) => inspectPage(page, `search, ${state} ${colorScheme} ${width}`);
      await page.goto(`${place.base}how-we-work/the-loop.html`);
      await page.goto(place.base + PAGE);
      await ask(page, 'handover').then(() => look('results'));
      expect(`search, results ${width}`, 'the preview', await page.locator('.f-prev').isVisible(), width > 1000);
      const crossings = ['Marketing to Sales', 'Qualified enquiry, 4 working hours', 'Sales to Marketing', 'Conversation notes, 2 working days'];
      const facts = await page.locator('.f-prev dl > *').allTextContents();
      if (width > 1000) expect('search, the preview', 'what crosses the line', facts.filter((fact) => crossings.includes(fact)).join('; '), crossings.join('; '));
      await page.locator('.f-scope button').nth(2).click();
      await page.waitForTimeout(500);
      await look('one kind');
      for (const [state, query] of [['card', 'MQL'], ['corrected', 'handoof acept'], ['no result', 'xqzvwk "budget zebra"'], ['empty', '']]) {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await page.locator('#SearchField').fill(query);
        await page.waitForTimeout(700);
        await look(state);
        const wide = await page.evaluate(() => document.querySelector('#Search').scrollWidth - document.querySelector('#Search').clientWidth);
        if (wide > 0) report(`search, ${state} ${width}`, `scrolls sideways by ${wide}`);
      }
      await page.goto(`${place.base}nowhere.html`);
      await look('a wrong address');
      await slow(page, place, look);
      await context.close();
    }
  }
}

async function slow(page, place, look) {
  let release;
  const gate = new Promise((go) => { release = go; });
  await page.route(/search\/root/, async (route) => { await gate; await route.abort(); });
  await page.goto(place.base + PAGE);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('lead');
  await page.waitForFunction(() => /being loaded/.test(document.querySelector('.f-note').textContent));
  await look('loading');
  release();
  await page.waitForFunction(() => /could not/.test(document.querySelector('.f-note').textContent));
  await look('failed');
  await page.unroute(/search\/root/);
}

// What a screen reader is told.
async function told(browser, place) {
  const context = await browser.newContext();
  const page = await watched(context, place);
  await page.goto(`${place.base}how-we-work/the-loop.html`);
  await page.goto(place.base + PAGE);
  for (const [query, lines, absent] of TOLD) {
    const where = `what a screen reader is told of “${query}”`;
    await ask(page, query);
    const tree = await page.locator('#Search').ariaSnapshot();
    for (const line of ['- dialog "Search the handbook"', ...lines]) if (!tree.includes(line)) report(where, `nothing of “${line}” in\n${tree}`);
    for (const line of absent) if (tree.includes(line)) report(where, `“${line}” in\n${tree}`);
  }
  await context.close();
}

// For each query what the tree of the dialog has, and what it has not.
const TOLD = [
  ['MQL', [
    '- combobox "Search the handbook" [expanded]', '- group "Limit to"', '- button "All 7" [pressed]', '- listbox "Results"', '- group "Agreed meaning"',
    'option "MQL: here we say Qualified enquiry', '[selected]', '- group "Glossary"', '- complementary "Preview"', '- status: 7 results, found on this device',
  ], []],
  ['handover', ['- listbox "Results"', '- group "Processes', '- group "Steps and hand-offs', '- complementary "Preview"', 'results, found on this device'], ['Agreed meaning']],
  ['handoof acept', ['- paragraph: Also looked for “', '- listbox "Results"', '[selected]'], []],
  ['xqzvwk "budget zebra"', ['Nothing found for “xqzvwk "budget zebra"”.', '- link "Ask the owners for a page on this"'], ['listbox', 'option', 'Preview', '[expanded]']],
  ['', ['- combobox "Search the handbook" [expanded]', '- group "Read last on this device"', '- option "The loop, once around"', '- group "What brings you here?"'], ['Limit to', 'Preview', '[selected]']],
];

// ---------- Words that would like to be markup ----------

const ALLOWED = new Set(['A', 'ASIDE', 'B', 'BUTTON', 'DD', 'DIALOG', 'DIV', 'DL', 'DT', 'EM', 'H2', 'INPUT', 'KBD', 'LI', 'MARK', 'P', 'SPAN', 'UL', 'circle', 'path', 'svg']);

// Elements and addresses in the dialog that no one of ours made.
const strangers = (page, allowed) => page.evaluate((names) => {
  const all = [...document.querySelectorAll('#Search, #Search *')];
  const odd = all.filter((element) => !names.includes(element.tagName) || [...element.attributes].some(({ name, value }) => name.startsWith('on') || name === 'style' || name === 'srcdoc' || (name === 'href' && !/^(\.\.\/|[a-z0-9-]+[/.]|mailto:)/i.test(value)) || /^\s*javascript:/i.test(value)));
  return [...odd.map((element) => element.outerHTML.slice(0, 120)), ...(window.broken ? ['a script ran'] : [])];
}, [...allowed]);

function writeHostile(folder) {
  mkdirSync(join(folder, 'content'), { recursive: true });
  writeFileSync(join(folder, 'handbook.yml'), 'title: Hostile\nfeedback: { url: "mailto:x@y.example?subject={title}" }\nsearch: { slash: true }\n');
  writeFileSync(join(folder, 'content/index.md'), '# Home\n\n## Why {#situations}\n\n- **`<img src=x onerror=broken=1>`** [`<b>there</b>`](p000.md)\n');
  hostile.forEach((text, at) => {
    const word = wordOf(at);
    const code = `\`\`\`\` ${text} \`\`\`\``;
    const quoted = JSON.stringify(`${word} ${text}`);
    writeFileSync(join(folder, `content/p${String(at).padStart(3, '0')}.md`), `---\ntitle: ${quoted}\nsummary: ${quoted}\nreviewed: 2020-01-01\n---\n\n${word} ${code}\n\n## Part ${word} ${code}\n\nBelow ${word} ${code} again.\n`);
  });
}

const wordOf = (at) => `hostile${String(at).padStart(3, '0')}`;

async function hostileStrings(browser, tandem, highlights) {
  const where = `hostile words, ${highlights}`;
  const folder = mkdtempSync(join(tmpdir(), 'tandem-hostile-'));
  const work = mkdtempSync(join(tmpdir(), 'tandem-hostile-'));
  writeHostile(folder);
  const output = build({ tandem, root: folder }, work, '/');
  const server = await serve(output, '/');
  const context = await browser.newContext();
  if (highlights === 'elements') await context.addInitScript(() => { delete window.Highlight; });
  const page = await watched(context, { name: 'hostile', base: server.base });
  try {
    await page.goto(`${server.base}index.html`);
    await page.keyboard.press('/');
    expect(where, 'the key / where it is allowed', await isOpen(page), true);
    await page.waitForFunction(() => document.querySelectorAll('#SearchList [role="option"]').length > 0);
    for (const [at, text] of hostile.entries()) {
      await page.locator('#SearchField').fill(wordOf(at));
      await page.waitForFunction((word) => document.querySelector('#SearchList [role="option"] b')?.textContent.includes(word), wordOf(at));
      const flat = text.replace(/\s+/g, ' ').trim();
      const shown = (await titles(page)).map((title) => title.replace(/\s+/g, ' '));
      if (!shown.some((title) => title.includes(flat.slice(0, 20)))) report(where, `${JSON.stringify(text)} is shown as ${shown}`);
      for (const odd of await strangers(page, ALLOWED)) report(where, `${JSON.stringify(text)} made ${odd}`);
      await page.locator('#SearchField').fill(text.slice(0, 190));
      if (at % 10 === 0) await page.waitForTimeout(300);
      for (const odd of await strangers(page, ALLOWED)) report(where, `asked for ${JSON.stringify(text)}: ${odd}`);
      if (at % 10 === 0) await follow(page, server.base, text, where, at);
    }
  } finally {
    await context.close();
    server.close();
    [folder, work].forEach((name) => rmSync(name, { recursive: true, force: true }));
  }
}

// From an address that holds the string to the page, and back to what it was.
async function follow(page, base, text, where, at) {
  await page.goto(`${base}index.html?q=${encodeURIComponent(text)}`);
  for (const odd of await strangers(page, ALLOWED)) report(where, `in the address ${JSON.stringify(text)}: ${odd}`);
  const target = `${base}p${String(at).padStart(3, '0')}.html`;
  await page.goto(target);
  const before = await page.evaluate(() => document.querySelector('main').innerHTML);
  await page.goto(`${base}index.html`);
  await ask(page, wordOf(at));
  await Promise.all([page.waitForURL((url) => url.href.startsWith(target)), page.keyboard.press('Enter')]);
  await page.waitForFunction(() => document.readyState === 'complete');
  if (!(await markedWords(page)).includes(wordOf(at))) report(where, `page ${at}: nothing is marked`);
  await page.keyboard.press('Escape');
  expect(where, `page ${at} once the marks are gone`, await page.evaluate(() => document.querySelector('main').innerHTML), before);
  await page.goto(`${base}index.html`);
  await page.keyboard.press('Control+k');
}

// ---------- All of it ----------

export async function search(browser, { tandem, root }) {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'tandem-search-')));
  const outputs = [build({ tandem, root }, folders[0], '/'), build({ tandem, root }, folders[1], '/teams/handbook/')];
  const servers = [await serve(outputs[0], '/'), await serve(outputs[1], '/teams/handbook/')];
  const places = [
    { name: 'server', base: servers[0].base },
    { name: 'subfolder', base: servers[1].base },
    { name: 'folder', base: `${pathToFileURL(outputs[0]).href}/` },
  ];
  try {
    for (const place of places) {
      await walk(browser, place);
      await sections(browser, place);
    }
    await firefox(places);
    await facets(browser, places[0]);
    await ownSide(browser, places[0]);
    await failing(browser, places[0]);
    await slowly(browser, places[0]);
    await nothing(browser, places[0]);
    await lost(browser, places[1]);
    await withoutScripts(browser, places[0]);
    await states(browser, places[0]);
    await told(browser, places[0]);
    await hostileStrings(browser, tandem, 'highlights');
    await hostileStrings(browser, tandem, 'elements');
  } finally {
    servers.forEach((one) => one.close());
    folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  }
}
