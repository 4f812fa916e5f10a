// Writing with the live server: what a reader and a writer have on the screen while files change.
// One small handbook, one server, and for each thing that must survive an edit one check.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { report } from './site.mjs';

const PATIENCE = 8000;

const PAGE = `---
title: First call
summary: What to say, and in which order, when somebody rings.
---

# First call

Ring them [soon](other.md), and listen.

## Before

${'A line that fills the page until it can be scrolled.\n\n'.repeat(12)}

<details><summary>More about it</summary><p>The folded text.</p></details>

## Ticks

- [ ] Read the notes
- [ ] Find the number

## Say it

::: check {#thought}

What will you say first?

::lines {n=3 label="Your words"}

> Whatever is true.

:::

![A plan](plan.png)

## After

${'Another line below, for the same reason.\n\n'.repeat(30)}
`;

const FILES = {
  'handbook.yml': 'title: Live test\nsides:\n  left: { name: Marketing }\n  right: { name: Sales }\nproblems: { W118: off }\n',
  'content/index.md': '---\ntitle: Home\nsummary: The start of it all.\n---\n\n# Home\n\nSee [the call](call.md) and [the other](other.md).\n',
  'content/call.md': PAGE,
  'content/other.md': '---\ntitle: Other\nsummary: The other page of this handbook.\n---\n\n# Other\n\nThe other text.\n',
  'static/extra.css': '/* nothing */\n',
};

// A picture of 1400 x 900 pixels, so that it can be enlarged; readers need only its head.
const PICTURE = Buffer.from('89504e470d0a1a0a0000000d4948445200000578000003840800000000', 'hex');

class Desk {
  constructor(tandem, browser, options = []) {
    Object.assign(this, { tandem, browser, options, failures: 0 });
    this.folder = mkdtempSync(join(tmpdir(), 'tandem-live-'));
    for (const [path, text] of Object.entries(FILES)) this.write(path, text);
    this.write('content/plan.png', PICTURE);
    this.editor = join(this.folder, 'editor.sh');
    this.opened = join(this.folder, 'opened.txt');
    writeFileSync(this.editor, `#!/bin/sh\nprintf '%s ' "$@" > '${this.opened}'\n`);
    chmodSync(this.editor, 0o755);
  }

  path(path) { return join(this.folder, path); }
  read(path) { return readFileSync(this.path(path), 'utf8'); }
  write(path, text) {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }
  edit(path, from, to) {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} does not say ${from}`);
    this.write(path, text.replace(from, to));
  }

  async start(port = 0) {
    const words = ['--root', this.folder, 'serve', '--port', String(port), '--editor', `'${this.editor}' {file}:{line}`, ...this.options];
    this.server = spawn(this.tandem, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    this.url = await new Promise((resolve, reject) => {
      const hear = (bytes) => {
        said += bytes;
        const url = said.match(/http:\/\/localhost:\d+\//)?.[0];
        if (url) resolve(url);
      };
      this.server.stdout.on('data', hear);
      this.server.stderr.on('data', hear);
      this.server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
    });
  }
  stop() {
    return new Promise((resolve) => {
      this.server.removeAllListeners('exit');
      this.server.once('exit', resolve);
      this.server.kill('SIGINT');
    });
  }

  check(name, isGood, more = '') {
    if (!isGood) report('live', `${name} ${more}`);
  }

  // A page that has heard from the server and knows nothing of reloads.
  async open(path, context) {
    const page = await context.newPage();
    page.on('pageerror', (error) => report(`live ${path}`, `script: ${error.message}`));
    await page.goto(this.url + path);
    await this.settled(page);
    return page;
  }
  async settled(page) {
    await page.locator('.tandem-bar').waitFor({ state: 'attached' });
    await page.evaluate(() => { window.marker = 1; });
  }
  shows(page, text) {
    return page.waitForFunction((wanted) => document.body.innerText.includes(wanted), text, { timeout: PATIENCE })
      .then(() => true, () => { report('live', `never shown: ${text}`); return false; });
  }
  stayed(page) { return page.evaluate(() => window.marker === 1); }
}

// ---------- What survives an edit ----------

async function survives(desk, page) {
  const say = (text) => desk.shows(page, text);
  await page.evaluate(() => scrollTo({ top: document.getElementById('after').offsetTop - 200, behavior: 'instant' }));
  const top = () => page.evaluate(() => document.getElementById('after').getBoundingClientRect().top);
  const before = await top();
  desk.edit('content/call.md', '## Before', 'A new paragraph.\n\nAnd one more of them.\n\n## Before');
  await say('And one more of them.');
  desk.check('scroll', Math.abs(before - await top()) < 2, `${before} ${await top()}`);

  const answer = page.locator('.quiz textarea, .quiz input[type="text"]').first();
  await page.locator('main details summary', { hasText: 'More about it' }).click();
  await page.locator('.checks input').first().check();
  await answer.fill('Half an answer, and a bit');
  await answer.evaluate((field) => { field.focus(); field.setSelectionRange(5, 7); });
  desk.edit('content/call.md', 'What will you say first?', 'What will you say first of all?');
  await say('What will you say first of all?');
  const caret = await answer.evaluate((field) => [document.activeElement === field, field.selectionStart, field.selectionEnd, field.value].join());
  desk.check('focus, caret and typed answer, in the part that is edited', caret === 'true,5,7,Half an answer, and a bit', caret);
  desk.check('open details', await page.evaluate(() => document.querySelector('main .prose details').open));
  desk.edit('content/call.md', 'The folded text.', 'The unfolded text.');
  await say('The unfolded text.');
  desk.check('open details that are edited', await page.evaluate(() => document.querySelector('main .prose details').open));
  desk.edit('content/call.md', '- [ ] Read the notes', '- [ ] Read all the notes');
  await say('Read all the notes');
  desk.check('ticked box, in the line that is edited', await page.locator('.checks input').first().isChecked());

  await page.evaluate(() => document.querySelector('main p a[href="other.html"]').focus());
  desk.edit('content/call.md', 'Ring them [soon]', 'Better ring them very [soon]');
  await say('Better ring them very soon');
  desk.check('focus on a link in the edited paragraph', await page.evaluate(() => document.activeElement.getAttribute('href') === 'other.html'));

  await page.evaluate(() => {
    const text = document.querySelector('main .prose p').lastChild;
    getSelection().setBaseAndExtent(text, text.data.indexOf('listen'), text, text.data.indexOf('listen') + 6);
  });
  desk.edit('content/call.md', ', and listen', ', so sit down and listen');
  await say('so sit down and listen');
  desk.check('selected words', await page.evaluate(() => String(getSelection()) === 'listen'), await page.evaluate(() => String(getSelection())));

  await page.locator('[data-theme-toggle]:visible').first().click();
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  await page.locator('a.zoom').first().click();
  desk.edit('content/call.md', 'Find the number', 'Find the right number');
  await say('Find the right number');
  desk.check('chosen colours', theme && await page.evaluate(() => document.documentElement.dataset.theme) === theme, theme);
  desk.check('enlarged picture', await page.locator('dialog.zoomed[open]').count() === 1);
  await page.keyboard.press('Escape');

  desk.edit('content/call.md', '## After', '```text\nsome code\n```\n\n## After');
  await say('some code');
  desk.check('a new part is prepared by the scripts', await page.locator('.code .copy').count() === 1);
  desk.check('nothing of that loaded the page again', await desk.stayed(page));
}

async function searching(desk, page) {
  await page.keyboard.press('Control+k');
  const field = page.locator('#SearchField');
  await field.fill('unfolded');
  await page.locator('#SearchList [role="option"]').first().waitFor();
  desk.edit('content/call.md', 'The unfolded text.', 'The text about xylophones.');
  await page.waitForFunction(() => document.querySelector('main .prose details').textContent.includes('xylophones'));
  desk.check('open search with its query', await page.evaluate(() => document.querySelector('#Search').open && document.querySelector('#SearchField').value === 'unfolded' && document.activeElement.id === 'SearchField'));
  await field.fill('xylophones');
  const found = page.locator('#SearchList [role="option"]', { hasText: 'First call' });
  await found.first().waitFor({ timeout: PATIENCE }).catch(() => report('live', 'an open page does not find what was just written'));
  await page.keyboard.press('Escape');
  desk.check('the search loaded nothing again', await desk.stayed(page));
}

// What scripts keep lists of loads the page again, with all that was half done.
async function loadedAgain(desk, page) {
  const answer = page.locator('.quiz textarea, .quiz input[type="text"]').first();
  await answer.fill('Not yet finished');
  await answer.evaluate((field) => { field.focus(); field.setSelectionRange(3, 3); });
  const top = () => answer.evaluate((field) => field.getBoundingClientRect().top);
  const before = await top();
  desk.edit('content/call.md', '## After', '::: check {#two}\n\nWhich one?\n\n- [x] This\n- [ ] That\n  > It is the other one.\n\n:::\n\n## After');
  await page.waitForFunction(() => !window.marker && document.querySelector('#two'), null, { timeout: PATIENCE }).catch(() => report('live', 'a new check is never shown'));
  await desk.settled(page);
  const state = await answer.evaluate((field) => [document.activeElement === field, field.selectionStart, field.value].join());
  desk.check('loaded again with focus, caret and answer', state === 'true,3,Not yet finished', state);
  desk.check('loaded again at its place', Math.abs(before - await top()) < 40, `${before} ${await top()}`);
}

// ---------- Styles, templates, settings, several browsers ----------

async function looks(desk, page, context) {
  const other = await desk.open('index.html', context);
  const sheets = () => page.evaluate(() => document.querySelectorAll('link[rel="stylesheet"]:not([href*="_tandem/"])').length);
  await page.evaluate(() => {
    window.bare = 0;
    const look = () => { if (getComputedStyle(document.body).margin !== '0px') window.bare++; requestAnimationFrame(look); };
    look();
  });
  desk.write('themes/default/styles/95-ours.css', 'body { outline: 7px solid red }\n');
  const outlined = (one, width) => one.waitForFunction((wanted) => getComputedStyle(document.body).outlineWidth === wanted, width, { timeout: PATIENCE }).catch(() => report('live', `styles never arrive: ${width}`));
  await outlined(page, '7px');
  await page.waitForTimeout(100);
  // Our own styles have a sheet of their own, which came with the first of them.
  const number = await sheets();
  desk.write('themes/default/styles/95-ours.css', 'body { outline: 5px solid red }\n');
  desk.write('themes/default/styles/95-ours.css', 'body { outline: 3px solid red }\n');
  await Promise.all([outlined(page, '3px'), outlined(other, '3px')]);
  await page.waitForTimeout(100);
  desk.check('styles are swapped', await sheets() === number && await desk.stayed(page), `${number} ${await sheets()}`);
  desk.check('the page was never bare', await page.evaluate(() => window.bare === 0));

  desk.write('themes/default/templates/partials/footer.html', '<p>Our own footer</p>');
  await Promise.all([desk.shows(page, 'Our own footer'), desk.shows(other, 'Our own footer')]);
  desk.write('themes/default/templates/partials/footer.html', '<p>{{ nothing.at.all }}</p>');
  await page.locator('.tandem-box').getByText('showing the last good version').waitFor({ timeout: PATIENCE }).catch(() => report('live', 'a broken template is not told'));
  desk.check('the last good version stays', await page.locator('footer', { hasText: 'Our own footer' }).count() === 1);
  unlinkSync(desk.path('themes/default/templates/partials/footer.html'));
  await page.waitForFunction(() => !document.body.innerText.includes('Our own footer'), null, { timeout: PATIENCE }).catch(() => report('live', 'the template never comes back'));
  desk.edit('handbook.yml', 'Live test', 'Renamed test');
  await Promise.all([page, other].map((one) => one.waitForFunction(() => document.title.includes('Renamed test'), null, { timeout: PATIENCE }).catch(() => report('live', 'settings never arrive'))));
  desk.write('handbook.yml', `${desk.read('handbook.yml')}language: [broken\n`);
  await other.locator('.tandem-box:visible').waitFor({ timeout: PATIENCE }).catch(() => report('live', 'broken settings are not told'));
  desk.check('broken settings leave the page', await other.locator('h1', { hasText: 'Home' }).count() === 1);
  desk.edit('handbook.yml', 'language: [broken\n', '');
  await other.close();
}

// ---------- Problems, the source, the editor ----------

async function problems(desk, page) {
  desk.edit('content/call.md', 'And one more of them.', 'And one [more](nowhere.md) of them.');
  const first = page.locator('.tandem-box li', { hasText: 'nowhere' }).first();
  await first.locator('.tandem-place', { hasText: /^content\/call\.md:\d+:\d+$/ }).waitFor({ timeout: PATIENCE }).catch(() => report('live', 'a problem is not shown'));
  desk.check('the number of problems is in the title', /^\(\d+\) First call/.test(await page.title()), await page.title());
  const ring = await page.evaluate(() => document.querySelector('[data-tandem="error"]')?.textContent ?? '');
  desk.check('the block is marked', ring.includes('And one more'), ring);
  const top = await page.locator('.tandem-box li').first().textContent();
  desk.check('its own errors come first', top.includes('on this page') && top.includes('nowhere'), top);
  await first.locator('.tandem-open').click();
  const line = desk.read('content/call.md').split('\n').findIndex((text) => text.includes('nowhere.md')) + 1;
  await opened(desk, `content/call.md:${line}`);
  desk.edit('content/call.md', '[more](nowhere.md)', 'more');
  await page.locator('.tandem-box', { hasText: 'All clear' }).waitFor({ timeout: PATIENCE }).catch(async () => report('live', `not all clear: ${await page.locator('.tandem-box').textContent()}`));
  desk.check('no ring is left', await page.locator('[data-tandem]').count() === 0);
  desk.edit('content/call.md', 'title: First call', 'title: [First call');
  await page.locator('.tandem-box', { hasText: 'E108' }).waitFor({ timeout: PATIENCE }).catch(() => report('live', 'broken fields are not told'));
  desk.check('broken fields leave the page', await page.locator('main', { hasText: 'Ticks' }).count() === 1);
  desk.edit('content/call.md', 'title: [First call', 'title: First call');
  await page.waitForFunction(() => document.title.startsWith('First call'), null, { timeout: PATIENCE }).catch(() => report('live', 'repaired fields are not told'));
}

async function opened(desk, place) {
  const until = Date.now() + PATIENCE;
  const said = () => existsSync(desk.opened) ? readFileSync(desk.opened, 'utf8') : '';
  while (!said().includes(place) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  desk.check(`the editor is told ${place}`, said().trim() === join(desk.folder, place), said());
}

async function source(desk, page) {
  await page.evaluate(() => document.getElementById('ticks').scrollIntoView({ behavior: 'instant' }));
  const line = desk.read('content/call.md').split('\n').indexOf('## Ticks') + 1;
  await page.locator('.tandem-opens').click();
  await opened(desk, `content/call.md:${line}`);
  await page.locator('.tandem-shows').click();
  const inView = () => page.locator('.tandem-lines .tandem-in-view').allTextContents();
  await page.evaluate(() => document.getElementById('ticks').scrollIntoView({ behavior: 'instant' }));
  await page.waitForTimeout(100);
  desk.check('the source shows the section in view', (await inView())[0] === '## Ticks', (await inView())[0]);
  desk.edit('content/call.md', '- [ ] Find the right number', '- [ ] Find their number');
  await page.locator('.tandem-lines', { hasText: 'Find their number' }).waitFor({ timeout: PATIENCE }).catch(() => report('live', 'the source does not follow'));
  await page.locator('.tandem-close').click();
  desk.check('the source closes', await page.locator('.tandem-pane').count() === 0);
}

// ---------- Pages that move and go, servers that go and come ----------

async function comeAndGo(desk, page) {
  renameSync(desk.path('content/call.md'), desk.path('content/first-call.md'));
  await page.waitForURL(/\/first-call\.html$/, { timeout: PATIENCE }).catch(() => report('live', 'a page that moved leaves its reader behind'));
  await desk.settled(page);
  // Renamed and edited in one go, in two steps, as tools do it that write the new file first.
  desk.write('content/a-first-call.md', desk.read('content/first-call.md').replace('Another line below', 'One more line below'));
  unlinkSync(desk.path('content/first-call.md'));
  await page.waitForURL(/\/a-first-call\.html$/, { timeout: PATIENCE }).catch(() => report('live', 'a page that moved and was edited leaves its reader behind'));
  await desk.shows(page, 'One more line below');
  renameSync(desk.path('content/a-first-call.md'), desk.path('content/first-call.md'));
  await page.waitForURL(/\/first-call\.html$/, { timeout: PATIENCE }).catch(() => report('live', 'a page that moved back leaves its reader behind'));
  await desk.settled(page);
  unlinkSync(desk.path('content/first-call.md'));
  await page.locator('.tandem-gone:visible').waitFor({ timeout: PATIENCE }).catch(() => report('live', 'a page that was removed says nothing'));
  desk.check('a removed page stays readable', await page.locator('main', { hasText: 'Ticks' }).count() === 1);
  desk.write('content/first-call.md', `${PAGE}\nIt is back.\n`);
  await desk.shows(page, 'It is back.');
  desk.check('the notice is gone', await page.locator('.tandem-gone:visible').count() === 0);

  const port = Number(new URL(desk.url).port);
  await desk.stop();
  desk.edit('content/first-call.md', 'It is back.', 'Written while the server was away.');
  await desk.start(port);
  await desk.shows(page, 'Written while the server was away.');
  desk.edit('content/first-call.md', 'Written while the server was away.', 'Written after it came back.');
  await desk.shows(page, 'Written after it came back.');
  for (let number = 1; number <= 40; number++) desk.write('content/first-call.md', `${PAGE}\nSave ${number}.\n`);
  await desk.shows(page, 'Save 40.');
}

// Three tabs of two pages: each shows what concerns it, and keeps what is its own.
async function severalTabs(desk, page, context) {
  const twin = await desk.open('call.html', context);
  const other = await desk.open('other.html', context);
  await twin.evaluate(() => scrollTo({ top: 400, behavior: 'instant' }));
  desk.edit('content/call.md', 'And one more of them.', 'And one more for every tab.');
  desk.edit('content/other.md', 'The other text.', 'The other text, in its tab.');
  await Promise.all([desk.shows(page, 'And one more for every tab.'), desk.shows(twin, 'And one more for every tab.'), desk.shows(other, 'The other text, in its tab.')]);
  desk.check('no tab is loaded again', await desk.stayed(page) && await desk.stayed(twin) && await desk.stayed(other));
  desk.check('a tab keeps its own place', await twin.evaluate(() => scrollY > 300));
  desk.edit('content/call.md', 'And one more for every tab.', 'And one more of them.');
  desk.edit('content/other.md', 'The other text, in its tab.', 'The other text.');
  await desk.shows(page, 'And one more of them.');
  await twin.close();
  await other.close();
}

// Of all tabs one asks for its next version before there is one, and for nothing when the news come;
// where a save counts as two, it may have to, so one of three saves is enough.
async function asksAhead(desk, page, context) {
  const tabs = [page, await desk.open('call.html', context)].map((tab) => ({ tab, asked: [] }));
  for (const { tab, asked } of tabs) {
    tab.on('request', (request) => { if (request.url().includes('/call.html')) asked.push(new URL(request.url()).search); });
  }
  const rounds = [];
  let said = 'And one more of them.';
  for (const next of ['And one more, once.', 'And one more, twice.', 'And one more of them.']) {
    tabs.forEach(({ asked }) => asked.splice(0));
    desk.edit('content/call.md', said, next);
    said = next;
    await Promise.all(tabs.map(({ tab }) => desk.shows(tab, next)));
    const round = () => tabs.map(({ asked }) => ({ ahead: asked.some((search) => search.startsWith('?tandem-after=')), plainly: asked.includes('') }));
    for (const until = Date.now() + PATIENCE; !round().some(({ ahead }) => ahead) && Date.now() < until;) await page.waitForTimeout(20);
    rounds.push(round());
  }
  desk.check('one tab asks ahead', rounds.every((round) => round.filter(({ ahead }) => ahead).length === 1), JSON.stringify(rounds));
  desk.check('what it asked for comes with the news', rounds.some((round) => round.some(({ ahead, plainly }) => ahead && !plainly)), JSON.stringify(rounds));
  desk.check('the other tab asks when it hears the news', rounds.every((round) => round.some(({ ahead, plainly }) => !ahead && plainly)), JSON.stringify(rounds));
  await tabs[1].tab.close();
}

// The panel speaks the language of the handbook, and marks the right one of lines that are the same.
async function inGerman(desk, context) {
  const open = await context.newPage();
  await open.goto(`${desk.url}other.html`);
  const bar = open.locator('.tandem-opens');
  await bar.waitFor();
  desk.check('the bar speaks English', await bar.textContent() === 'Open in editor', await bar.textContent());
  desk.edit('handbook.yml', 'title: Live test\n', 'title: Live test\nlanguage: de\n');
  desk.write('content/twice.md', '---\ntitle: Twice\nsummary: Lines that are the same.\n---\n\n# Twice\n\nThe same [line](other.md).\n\nAnother one.\n\nThe same [line](nowhere.md).\n\nThe same [line](other.md).\n');
  desk.edit('content/twice.md', 'The same [line](other.md).', 'The same [line](nowhere.md).');
  await bar.and(open.getByText('Im Editor öffnen')).waitFor({ timeout: PATIENCE }).catch(() => report('live', 'a page that was open keeps the language of before'));
  await open.close();
  const page = await context.newPage();
  // The language and the page may come one after the other; the panel speaks that of the page it came with.
  const served = () => page.goto(`${desk.url}twice.html`).then(async (answer) => answer.status() === 200 && await page.evaluate(() => document.documentElement.lang) === 'de');
  const until = Date.now() + PATIENCE;
  while (!await served() && Date.now() < until) await page.waitForTimeout(50);
  await page.locator('.tandem-box li', { hasText: 'auf dieser Seite' }).first().waitFor({ timeout: PATIENCE }).catch(() => report('live', 'the panel speaks no German'));
  desk.check('the bar speaks German', await page.locator('.tandem-opens').textContent() === 'Im Editor öffnen');
  desk.check('German is marked as German', await page.locator('.tandem-live').getAttribute('lang') === 'de');
  const marked = () => page.evaluate(() => Array.from(document.querySelectorAll('main .prose p')).map((block) => block.hasAttribute('data-tandem') ? 1 : 0).join(''));
  desk.check('each of two equal lines is marked', await marked() === '1010', await marked());
  desk.edit('content/twice.md', 'The same [line](nowhere.md).', 'The same [line](other.md).');
  await page.waitForFunction(() => document.querySelectorAll('main .prose [data-tandem]').length === 1, null, { timeout: PATIENCE }).catch(() => report('live', 'a ring is not taken away'));
  desk.check('the line that is still at fault is marked', await marked() === '0010', await marked());
  await page.close();
}

async function navigates(desk, context) {
  const page = await context.newPage();
  await page.goto(`${desk.url}index.html`);
  await page.locator('.tandem-bar').waitFor({ state: 'attached' });
  desk.edit('content/other.md', 'The other text.', 'The page that is being written.');
  await page.waitForURL(/\/other\.html$/, { timeout: PATIENCE }).catch(() => report('live', 'the browser does not go where the writer is'));
  await desk.shows(page, 'The page that is being written.');
}

// ---------- A page of another site ----------

// Thirty ways to read something, or to have something done; each says whether it got anything.
function attack(base) {
  const paths = ['', 'index.html', 'call.html', '_tandem/problems.json', '_tandem/source.json?page=index.html', '_tandem/live.js', 'search/root.js', 'llms.txt'];
  const tries = [];
  const element = (name, values) => new Promise((resolve) => {
    const made = Object.assign(document.createElement(name), values);
    made.onload = () => resolve(!['IFRAME', 'OBJECT', 'EMBED'].includes(made.nodeName) || !!made.contentDocument?.body?.textContent);
    made.onerror = () => resolve(false);
    setTimeout(() => resolve(false), 1500);
    document.body.append(made);
  });
  const readable = (response) => response.type !== 'opaque' && response.text().then((text) => text.length > 0);
  for (const path of paths) {
    tries.push(fetch(base + path).then(readable));
    tries.push(fetch(base + path, { credentials: 'include', cache: 'force-cache' }).then(readable));
  }
  for (const path of ['_tandem/live.js', 'search/root.js', '_tandem/problems.json']) tries.push(element('script', { src: base + path }));
  for (const path of ['', 'call.html']) tries.push(element('iframe', { src: base + path }));
  tries.push(element('img', { src: `${base}plan.png` }), element('object', { data: base }), element('embed', { src: base }), element('link', { rel: 'stylesheet', href: `${base}extra.css` }));
  for (const headers of [{}, { 'tandem-token': 'x' }]) tries.push(fetch(`${base}_tandem/open?file=content/call.md`, { method: 'POST', headers }).then((response) => response.ok));
  tries.push(fetch(`${base}_tandem/open?file=content/call.md`, { method: 'POST', mode: 'no-cors' }).then((response) => response.ok));
  tries.push(new Promise((resolve) => {
    const news = new EventSource(`${base}_tandem/events`);
    news.onmessage = () => resolve(true);
    news.onerror = () => resolve(false);
  }));
  tries.push(new Promise((resolve) => {
    const socket = new WebSocket(base.replace('http', 'ws'));
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  }));
  return Promise.all(tries.map((one) => one.then((got) => got === true, () => false)));
}

async function hostile(desk, context) {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>Elsewhere</title><body>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await context.newPage();
  for (const name of ['localhost', '127.0.0.1']) {
    await page.goto(`http://${name}:${server.address().port}/`);
    rmSync(desk.opened, { force: true });
    const got = await page.evaluate(attack, desk.url);
    desk.check(`a page of another site at ${name} tries 30 things`, got.length === 30, String(got.length));
    desk.check(`a page of another site at ${name} gets nothing`, !got.includes(true), JSON.stringify(got));
    desk.check('and opens nothing', !existsSync(desk.opened));
  }
  await page.close();
  server.closeAllConnections();
  server.close();
}

// ---------- All of it ----------

async function withDesk(tandem, browser, options, action) {
  const desk = new Desk(tandem, browser, options);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await context.addInitScript(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  try {
    await desk.start();
    await action(desk, context);
  } catch (error) {
    report('live', error.message);
  } finally {
    await context.close();
    await desk.stop();
    rmSync(desk.folder, { recursive: true, force: true });
  }
}

export async function live(browser, { tandem }) {
  await withDesk(tandem, browser, [], async (desk, context) => {
    const page = await desk.open('call.html', context);
    await survives(desk, page);
    await searching(desk, page);
    await loadedAgain(desk, page);
    await severalTabs(desk, page, context);
    await asksAhead(desk, page, context);
    await looks(desk, page, context);
    await problems(desk, page);
    await source(desk, page);
    const violations = await page.evaluate(() => window.violations);
    desk.check('the policy holds', violations.length === 0, violations.join(', '));
    await hostile(desk, context);
    await comeAndGo(desk, page);
  });
  await withDesk(tandem, browser, ['--navigate-to-changed'], navigates);
  await withDesk(tandem, browser, [], inGerman);
}
