// Onboarding from start to finish: the side one sits on, eighteen items, checks of every form, a
// handbook that changes on the way, another computer, paper, and browsers that keep nothing.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, inspectPage, report, serve, watched } from './site.mjs';

const PATH = 'paths/first-four-weeks.html';
const ITEMS = 18;
const KEYS = 'tandem.v1.larkfield-one-loop.';

// A page with what our own handbook has no example of: several answers, an order, a reflection.
const CHECKS = `---
title: Checks
summary: Checks of every form, for the tests.
owners: { marketing: head-of-marketing, sales: sales-director }
reviewed: 2026-11-01
---

# Checks

::: check {#several}

Which two are right?

- [x] The first
- [ ] The second
  > Only the others.
- [x] The third

:::

::: check {#sorted order}

From the first to the last.

1. Alpha
2. Beta
3. Gamma

:::

::: check {#thought}

What will you say?

::lines {n=5 label="Your words"}

> Whatever is true.

:::
`;

// Another path with an item of the first one.
const SECOND = `---
kind: path
title: One hour
summary: For visitors.
owners: { marketing: head-of-marketing, sales: sales-director }
reviewed: 2026-11-01
audience: [marketing, sales]
weeks: 1
---

## Week 1: Look {#w1}

**You can** follow the loop.

- [ ] **Read** [The loop](../how-we-work/the-loop.md)
- [ ] **Meet** [somebody](role:counterpart) (10 min)
- [ ] **Check** [All of it](../how-we-work/checks.md) (5 min)
`;

const expect = (where, what, found, wanted) => {
  if (found !== wanted) report(where, `${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
};

const ringOf = (page) => page.locator('.pring b').textContent();
const focused = (page, selector) => page.evaluate((css) => !!document.activeElement?.matches(css), selector);

// ---------- By keyboard alone ----------

async function tabTo(page, selector, where) {
  for (let presses = 0; presses < 150; presses++) {
    if (await focused(page, selector)) return;
    await page.keyboard.press('Tab');
  }
  report(where, `the keyboard does not reach ${selector}`);
}

async function chooseSide(page, base) {
  const where = 'role switch by keyboard';
  await page.goto(`${base}index.html`);
  const side = () => page.evaluate(() => document.documentElement.dataset.side);
  const firstRow = () => page.locator('.hand tbody tr').first().getAttribute('data-to');
  const rows = async () => (await page.locator('.hand tbody tr').allTextContents()).join('|');
  const before = await rows();
  await tabTo(page, '.sides-switch input', where);
  await page.keyboard.press('ArrowRight');
  expect(where, 'side', await side(), 'right');
  expect(where, 'first hand-off', await firstRow(), 'right');
  const situation = await page.locator('#situations + ul > li').first().textContent();
  if (!situation.startsWith('I have a story')) report(where, `the first situation is ${situation}`);
  if (!(await page.locator('.sides-said').textContent()).includes('Sales')) report(where, 'nothing says what changed');
  const discs = await page.evaluate(() => ['.to-right', '.from-right'].map((gate) => getComputedStyle(document.querySelector(`.lp-gate${gate} .lp-disc`)).fill));
  if (discs[0] === discs[1]) report(where, 'the ring does not tell what reaches one from what one gives');
  await page.reload();
  expect(where, 'side after a reload', await side(), 'right');
  expect(where, 'first hand-off after a reload', await firstRow(), 'right');
  await page.goto(base + PATH);
  expect(where, 'own parts that are open', await page.locator('details.only.right[open]').count(), 2);
  expect(where, 'other parts that are open', await page.locator('details.only.left[open]').count(), 0);
  await page.goto(`${base}index.html`);
  await tabTo(page, '.sides-switch input', where);
  await page.keyboard.press('ArrowLeft');
  expect(where, 'side', await side(), undefined);
  expect(where, 'hand-offs for both', await rows(), before);
}

async function beginByKeyboard(page, base) {
  const where = 'path by keyboard';
  await page.goto(`${base}index.html`);
  await tabTo(page, '.heroact .go', where);
  await Promise.all([page.waitForURL(/first-four-weeks/), page.keyboard.press('Enter')]);
  expect(where, 'progress', await ringOf(page), `0 of ${ITEMS}`);
  await tabTo(page, '.pi .tick', where);
  await page.keyboard.press('Space');
  expect(where, 'progress after a tick', await ringOf(page), `1 of ${ITEMS}`);
  await page.keyboard.press('Space');
  expect(where, 'progress after taking it back', await ringOf(page), `0 of ${ITEMS}`);
  await tabTo(page, '.pi label a', where);
  await Promise.all([page.waitForURL(/why-one-handbook/), page.keyboard.press('Enter')]);
  await tabTo(page, '.stop .btn', where);
  expect(where, 'button', await page.locator('.stop .btn').first().textContent(), 'Done reading, back to week 1');
  await Promise.all([page.waitForURL(/first-four-weeks\.html#w1/), page.keyboard.press('Enter')]);
  expect(where, 'progress after reading', await ringOf(page), `1 of ${ITEMS}`);
}

async function checksByKeyboard(page, base) {
  const where = 'checks by keyboard';
  await page.goto(`${base}how-we-work/checks.html`);
  const said = (id) => page.locator(`#${id} output`).textContent();
  await tabTo(page, '#several button[type="submit"]', where);
  await page.keyboard.press('Enter');
  expect(where, 'without an answer', await said('several'), 'Pick an answer first.');
  await page.locator('#several input').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  if (!(await said('several')).startsWith('Not quite')) report(where, `a wrong answer says ${await said('several')}`);
  expect(where, 'feedback', (await page.locator('#several .opt .fb').textContent()).trim(), 'Only the others.');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  expect(where, 'a right answer', await said('several'), 'Right.');
  const order = () => page.locator('#sorted .opt-text').allTextContents();
  const sorted = ['Alpha', 'Beta', 'Gamma'];
  for (let turn = 0; turn < 6 && (await order()).join() !== sorted.join(); turn++) {
    const now = await order();
    const at = now.findIndex((text, place) => text !== sorted[place]);
    const from = now.indexOf(sorted[at]);
    await tabTo(page, `#sorted .opt:nth-child(${from + 1}) [data-up]`, where);
    await page.keyboard.press('Enter');
    if (!(await focused(page, '#sorted .opt-move button'))) report(where, 'the focus is lost when something is moved');
    if (!/^Now in place \d of 3\.$/.test(await said('sorted'))) report(where, `after moving: ${await said('sorted')}`);
    await page.locator('#several input').first().focus();
  }
  await tabTo(page, '#sorted button[type="submit"]', where);
  await page.keyboard.press('Enter');
  expect(where, 'the right order', await said('sorted'), 'Right, that is the order.');
  await tabTo(page, '#thought textarea', where);
  expect(where, 'lines of a reflection', await page.locator('#thought textarea').getAttribute('rows'), '5');
  await page.keyboard.type('That I did not know.');
  await page.keyboard.press('Tab');
  expect(where, 'a reflection', await said('thought'), 'Kept on this device.');
  await page.reload();
  expect(where, 'a reflection after a reload', await page.locator('#thought textarea').inputValue(), 'That I did not know.');
  expect(where, 'a check after a reload', await said('several'), 'You have had this right before.');
}

// ---------- Eighteen items ----------

async function answerAll(page) {
  for (const quiz of await page.locator('.quiz').all()) {
    if ((await quiz.getAttribute('data-form')) === 'reflection') continue;
    for (const right of await quiz.locator('.solution [data-right]').all()) {
      await quiz.locator(`.opt[data-number="${await right.getAttribute('data-number')}"] input`).check();
    }
    await quiz.locator('button[type="submit"]').click();
  }
}

async function walk(page, base, count) {
  const where = `onboarding at ${new URL(base).protocol}`;
  for (let at = 0; at < count; at++) {
    await page.goto(base + PATH);
    const line = page.locator('.pi > li').nth(at);
    const box = line.locator('.tick');
    const verb = await line.locator('.ty').textContent();
    if (await box.isChecked()) continue;
    const open = () => Promise.all([
      page.waitForURL((url) => !url.pathname.endsWith(PATH)),
      line.locator('label a').first().click(),
    ]);
    if (verb === 'Read') {
      await open();
      await page.locator('.stop:visible[data-verb="read"] .btn').click();
      await page.waitForURL(/first-four-weeks\.html#/);
    } else if (verb === 'Check') {
      await open();
      await answerAll(page);
      const told = await page.locator('.quiz output').allTextContents();
      if (!told.some((text) => text.includes('Ticked off in “First four weeks”.'))) report(where, `item ${at + 1}: nobody says that it is ticked`);
    } else {
      await box.check();
      if (verb === 'Meet') await line.locator('.pi-line input').fill(`Ada & "Ben" <${at}>`);
    }
    await page.goto(base + PATH);
    if (!(await page.locator('.pi .tick').nth(at).isChecked())) report(where, `item ${at + 1} (${verb}) is not ticked`);
  }
  expect(where, 'progress', await ringOf(page), `${count} of ${ITEMS}`);
  const next = await page.locator('.nextup b').textContent();
  if (count === ITEMS) expect(where, 'what comes next', next, 'Everything is done');
  await page.reload();
  expect(where, 'progress after a reload', await ringOf(page), `${count} of ${ITEMS}`);
  const line = await page.locator('.pi-line input').first().inputValue();
  if (!/^Ada & "Ben" <\d+>$/.test(line)) report(where, `a line about a meeting says ${line}`);
  await page.goto(`${base}index.html`);
  expect(where, 'the start page', await page.locator('.heroact .go').textContent(), 'Carry on with “First four weeks”');
  await page.goto(`${base}roles/sales-development-rep.html`);
  expect(where, 'a start page says how far one is', await page.locator('.start .label').first().textContent(), `${count} of ${ITEMS} done`);
}

// A second path has ticks of its own, and pages show the way back to those that were begun.
async function second(page, base) {
  const where = 'a second path';
  await page.goto(`${base}how-we-work/the-loop.html`);
  expect(where, 'ways back before it is begun', await page.locator('.stop:visible').count(), 2);
  await page.goto(`${base}paths/second.html`);
  expect(where, 'progress', await ringOf(page), '0 of 3');
  await page.locator('.nextup .btn').click();
  await page.waitForURL(/the-loop/);
  expect(where, 'ways back', await page.locator('.stop:visible').count(), 3);
  await page.locator('.stop .btn.go').click();
  await page.waitForURL(/second\.html#w1/);
  expect(where, 'progress after reading', await ringOf(page), '1 of 3');
  await page.goto(base + PATH);
  expect(where, 'progress on the first one', await ringOf(page), `${ITEMS} of ${ITEMS}`);
}

// Other words, another order, another name of a week: the ticks stay. A page that was reviewed
// since is asked for again.
async function rename(page, base, { copy, rebuild }) {
  const where = 'a renamed item';
  const file = join(copy, 'content/paths/first-four-weeks.md');
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = (text) => lines.findIndex((line) => line.includes(text));
  const [read] = lines.splice(at('**Read** [Why one handbook]'), 1);
  lines.splice(at('**Check** [Five questions'), 0, read.replace('Why one handbook', 'What this is for'));
  const meet = at('[your counterpart](role:counterpart) for a coffee');
  lines[meet] = '- [ ] **Meet** [whoever works opposite](role:counterpart) over a sandwich (40 min)';
  writeFileSync(file, lines.join('\n').replace('## Week 1: See the whole loop', '## Week 1: Walk around it'));
  rebuild();
  await page.goto(base + PATH);
  expect(where, 'progress', await ringOf(page), `${ITEMS} of ${ITEMS}`);
  const target = join(copy, 'content/how-we-work/why-one-handbook.md');
  writeFileSync(target, readFileSync(target, 'utf8').replace(/^reviewed: .*$/m, 'reviewed: 2026-11-23'));
  rebuild();
  await page.goto(base + PATH);
  expect(where, 'progress after a review', await ringOf(page), `${ITEMS - 1} of ${ITEMS}`);
  expect(where, 'what asks again', await page.locator('.pi-changed:visible').count(), 1);
  await page.locator('.nextup .btn').click();
  await page.locator('.stop:visible[data-verb="read"] .btn').click();
  await page.waitForURL(/first-four-weeks/);
  expect(where, 'progress after reading again', await ringOf(page), `${ITEMS} of ${ITEMS}`);
}

// ---------- Another computer ----------

async function exported(page, where) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.bag button').first().click()]);
  const file = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(where, 'a file of progress', `${file.tandem} ${file.version} ${file.handbook}`, 'progress 1 larkfield-one-loop');
  if (!/^larkfield-one-loop-\d{4}-\d\d-\d\d\.json$/.test(download.suggestedFilename())) report(where, `a file called ${download.suggestedFilename()}`);
  return file;
}

async function importing(page, content) {
  const said = page.locator('.bag [role="status"]');
  await said.evaluate((line) => { line.textContent = ''; });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await page.locator('.bag input').setInputFiles({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.waitForFunction(() => document.querySelector('.bag [role="status"]').textContent !== '');
  return said.textContent();
}

async function another(browser, place, file) {
  const where = `another computer, ${place.name}`;
  const context = await browser.newContext();
  const page = await watched(context, place);
  await page.goto(place.base + PATH);
  // Another handbook on the same host, which has a page of the same name.
  await page.evaluate((ticks) => localStorage.setItem('tandem.v1.elsewhere.done', ticks), JSON.stringify(file.done));
  await page.reload();
  expect(where, 'progress', await ringOf(page), `0 of ${ITEMS}`);
  const wrong = [
    ['no JSON', '{', 'This file holds no progress.'],
    ['another list', '[1, 2]', 'This file holds no progress.'],
    ['another handbook', { ...file, handbook: 'elsewhere' }, 'This file belongs to another handbook, elsewhere.'],
    ['a later version', { ...file, version: 2 }, 'This file was saved by a newer version'],
  ];
  for (const [name, content, start] of wrong) {
    const said = await importing(page, content);
    if (!said.startsWith(start)) report(where, `${name} says ${said}`);
  }
  expect(where, 'progress after files that are none', await ringOf(page), `0 of ${ITEMS}`);
  const odd = { __proto__: null, 'no place': '2026-01-01', [`${PATH}#x`]: 'soon', [`${PATH}#y`]: { a: 1 } };
  const said = await importing(page, { ...file, done: { ...file.done, ...odd }, check: [3], reflect: 'text' });
  if (!/^Taken over from the file: \d+\. Entries that make no sense, and were left out: \d+\.$/.test(said)) report(where, `a file with faults says ${said}`);
  expect(where, 'progress after it', await ringOf(page), `${ITEMS} of ${ITEMS}`);
  await importing(page, file);
  expect(where, 'the same file again', await importing(page, file), 'There is nothing new in this file.');
  await page.reload();
  expect(where, 'progress after a reload', await ringOf(page), `${ITEMS} of ${ITEMS}`);
  const again = await exported(page, where);
  expect(where, 'what comes out again', JSON.stringify(sorted(again.done)), JSON.stringify(sorted(file.done)));
  const keys = await page.evaluate(() => Object.keys(localStorage));
  const others = keys.filter((key) => !key.startsWith(KEYS) && key !== 'tandem.v1.elsewhere.done');
  if (others.length) report(where, `keys without the name of the handbook: ${others}`);
  await context.close();
}

const sorted = (map) => Object.entries(map).sort();

// ---------- Paper ----------

async function passport(page, base) {
  for (const format of ['A4', 'Letter']) {
    await page.goto(base + PATH);
    const pdf = (await page.pdf({ format })).toString('latin1');
    expect(`passport on ${format}`, 'pages', pdf.match(/\/Type\s*\/Page\b/g)?.length, 1);
  }
  await page.emulateMedia({ media: 'print' });
  const initials = await page.locator('.pi-sign:visible').count();
  const lines = await page.locator('.pi-line:visible').count();
  expect('passport', 'boxes for initials', initials, await page.locator('.pi > .x').count());
  expect('passport', 'private lines on paper', lines, 0);
  await page.emulateMedia({ media: 'screen' });
}

// ---------- Browsers that keep nothing, or nonsense ----------

const REFUSALS = {
  'storage refused': () => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
    }
  },
  'storage full': () => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  },
};

async function refused(browser, place) {
  for (const [where, script] of Object.entries(REFUSALS)) {
    const context = await browser.newContext();
    await context.addInitScript(script);
    const page = await watched(context, place);
    await page.goto(place.base + PATH);
    if (!(await page.locator('.unkept').isVisible())) report(where, 'nobody says that nothing is kept');
    await page.locator('.pi .tick').nth(1).check();
    expect(where, 'progress', await ringOf(page), `1 of ${ITEMS}`);
    const file = await exported(page, where);
    expect(where, 'ticks in the file', Object.keys(file.done).length, 1);
    await page.goto(`${place.base}index.html`);
    await page.getByLabel('Sales', { exact: true }).check();
    expect(where, 'side', await page.evaluate(() => document.documentElement.dataset.side), 'right');
    await page.goto(`${place.base}how-we-work/ten-cases.html`);
    await answerAll(page);
    await context.close();
  }
}

async function corrupt(browser, place) {
  const values = ['{', 'null', '[["a#b", 1]]', '{"a#b": 5, "c#d": null, "e#f": {"on": []}, "g#h": ["2026-01-01"]}'];
  for (const value of values) {
    const where = `storage that holds ${JSON.stringify(value)}`;
    const context = await browser.newContext();
    await context.addInitScript(({ keys, value }) => {
      if (sessionStorage.getItem('spoilt')) return;
      sessionStorage.setItem('spoilt', 'yes');
      for (const name of ['done', 'check', 'reflect', 'paths', 'side']) localStorage.setItem(keys + name, value);
    }, { keys: KEYS, value });
    const page = await watched(context, place);
    for (const path of ['index.html', 'how-we-work/ten-cases.html', 'roles/sales-development-rep.html', PATH]) await page.goto(place.base + path);
    await page.locator('.pi .tick').first().check();
    await page.reload();
    expect(where, 'progress', await ringOf(page), `1 of ${ITEMS}`);
    await context.close();
  }
}

async function withoutScripts(browser, place) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${place.base}how-we-work/the-loop.html`);
  await page.locator('.solution summary').first().click();
  if (!(await page.locator('.solution [data-right]').first().isVisible())) report('without scripts', 'answers do not open');
  expect('without scripts', 'ways back to the paths', await page.locator('.stop a:visible').count(), 3);
  await page.goto(place.base + PATH);
  expect('without scripts', 'parts for one side that are folded', await page.locator('.only:not([open])').count(), 0);
  await context.close();
}

// ---------- Every state, light and dark, wide and narrow ----------

async function inspectStates(browser, place, storageState) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1440, 390]) {
      const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 }, storageState });
      const page = await context.newPage();
      const look = async (state) => {
        await inspectPage(page, `${state} ${colorScheme} ${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) report(`${state} ${width}`, `scrolls sideways by ${wide}`);
      };
      await page.goto(place.base + PATH);
      await look('path, all done');
      await page.locator('.pi .tick').first().uncheck();
      await importing(page, '{');
      await look('path, a file refused');
      await page.goto(`${place.base}how-we-work/the-loop.html`);
      await page.locator('.quiz input').first().check();
      await page.locator('.quiz button').first().click();
      await look('checks, one wrong');
      await page.goto(`${place.base}how-we-work/checks.html`);
      await look('checks of every form');
      await page.goto(`${place.base}index.html`);
      await page.getByLabel('Marketing', { exact: true }).check();
      await look('home of one side');
      await page.goto(place.base + PATH);
      await look('path of one side');
      await context.close();
    }
  }
}

// ---------- All of it ----------

export async function learning(browser, { tandem, root }) {
  const copy = mkdtempSync(join(tmpdir(), 'tandem-learning-'));
  const work = mkdtempSync(join(tmpdir(), 'tandem-learning-'));
  for (const name of ['content', 'handbook.yml']) cpSync(join(root, name), join(copy, name), { recursive: true });
  writeFileSync(join(copy, 'content/how-we-work/checks.md'), CHECKS);
  writeFileSync(join(copy, 'content/paths/second.md'), SECOND);
  // A situation of one side alone, as the last one.
  const home = join(copy, 'content/index.md');
  const story = '- **I have a story.** [Open with it](playbooks/open-with-a-customer-story.md).';
  writeFileSync(home, readFileSync(home, 'utf8').replace(/\n\n(## None of this)/, `\n${story}\n\n$1`));
  const rebuild = () => build({ tandem, root: copy }, work, '/');
  const output = rebuild();
  const server = await serve(output, '/');
  const places = [{ name: 'server', base: server.base }, { name: 'folder', base: `${pathToFileURL(output).href}/` }];
  try {
    const context = await browser.newContext();
    const page = await watched(context, places[0]);
    await chooseSide(page, server.base);
    await beginByKeyboard(page, server.base);
    await checksByKeyboard(page, server.base);
    await walk(page, server.base, ITEMS);
    await second(page, server.base);
    await page.goto(server.base + PATH);
    const file = await exported(page, 'export');
    for (const place of places) await another(browser, place, file);
    await inspectStates(browser, places[0], await context.storageState());
    await rename(page, server.base, { copy, rebuild });
    await passport(page, server.base);
    await context.close();
    await refused(browser, places[0]);
    await corrupt(browser, places[0]);
    await withoutScripts(browser, places[0]);
    const folder = await browser.newContext();
    // A week is enough to see that files behave as a server does.
    await walk(await watched(folder, places[1]), places[1].base, 5);
    await folder.close();
  } finally {
    server.close();
    [copy, work].forEach((name) => rmSync(name, { recursive: true, force: true }));
  }
}
