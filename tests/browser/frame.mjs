// The frame around the texts: menu, theme, headings, pictures, sources, ways back; by keyboard, at
// all widths, with larger text, with less motion, on paper.

import { encoded, report, watched } from './site.mjs';

const WIDTHS = [320, 390, 768, 1024, 1440, 1920];
const LONG = 'processes/enquiry-handover.html';
const TEXT = 'how-we-work/one-goal.html';

// Every comfort at every place; what a place cannot have is said here.
export async function frame(browser, places, templates) {
  const [folder, server] = places;
  for (const place of places) {
    const step = (name, walk) => inPage(browser, place, name, walk);
    await step('menu by keyboard', menuByKeyboard);
    await step('folded groups', foldedGroups);
    await step('search field', searchField);
    await step('light and dark', lightAndDark);
    await step('rail', rail);
    await step('address of a heading', headingAddress);
    await step('a picture seen larger', pictures);
    await step('sources beside the text', sources);
    await step('back to where you were', wayBack);
    await step('pages ahead', pagesAhead);
  }
  await widths(browser, server, templates);
  await ownText(browser, server, templates);
  await stillness(browser, server, templates);
  await plainPicture(browser, folder);
  await paper(browser, server);
}

// One walk through a page that watches itself; a step that cannot be taken is a finding.
async function inPage(browser, place, name, walk) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await watched(context, place);
  page.setDefaultTimeout(5000);
  const expect = (holds, what) => { if (!holds) report(`${place.name}, ${name}`, what); };
  try {
    await walk({ page, place, expect, open: (path) => page.goto(place.base + encoded(path)) });
    const violations = await page.evaluate(() => window.violations);
    violations.forEach((violation) => report(`${place.name}, ${name}`, `policy: ${violation}`));
  } catch (error) {
    report(`${place.name}, ${name}`, error.message.split('\n')[0]);
  }
  await context.close();
}

const focused = (page, selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);

// Presses Tab until what is wanted has the focus; `false` after fifty times.
async function tabTo(page, selector) {
  for (let times = 0; times < 50; times++) {
    await page.keyboard.press('Tab');
    if (await focused(page, selector)) return true;
  }
  return false;
}

// ---------- The menu ----------

async function menuByKeyboard({ page, expect, open }) {
  await page.setViewportSize({ width: 390, height: 800 });
  await open(TEXT);
  await page.keyboard.press('Tab');
  expect(await focused(page, '.skip'), 'the first stop is not the link to the text');
  for (const key of ['Enter', ' ']) {
    expect(await tabTo(page, '[data-menu-open]'), 'the menu button is no stop');
    await page.keyboard.press(key);
    expect(await page.locator('dialog[open] #Menu').count(), `${key} does not open the menu`);
    expect(await tabTo(page, 'dialog #Menu a'), 'no line of the menu is a stop');
    await page.keyboard.press('Escape');
    expect(!(await page.locator('dialog[open]').count()), 'Escape does not close the menu');
    expect(await focused(page, '[data-menu-open]'), 'the focus does not return to the button');
    await page.evaluate(() => document.activeElement.blur());
  }
  await page.locator('[data-menu-open]').press('Enter');
  expect(await page.locator('dialog[open] a[aria-current="page"]').isVisible(), 'the current page is out of sight');
}

async function foldedGroups({ page, expect, open }) {
  await open(TEXT);
  const group = page.locator('details[data-fold]').last();
  const name = await group.getAttribute('data-fold');
  expect(!(await group.evaluate((one) => one.open)), 'a long group is not folded');
  expect(await tabTo(page, `details[data-fold="${name}"] > summary`), 'the title of a group is no stop');
  await page.keyboard.press('Enter');
  expect(await group.evaluate((one) => one.open), 'Enter does not unfold');
  // The browser tells of the unfolding a moment later.
  await page.waitForFunction((key) => sessionStorage.getItem(key) === 'open', `tandem.v1.fold.${name}`).catch(() => {});
  await open(LONG);
  expect(await page.locator(`details[data-fold="${name}"]`).evaluate((one) => one.open), 'the next page has forgotten it');
}

async function searchField({ page, expect, open }) {
  await open(TEXT);
  expect(await tabTo(page, '.searchbtn'), 'the search field is no stop');
  expect(/index-a-z\.html$/.test(await page.locator('.searchbtn').getAttribute('href')), 'without scripts it does not lead to the A to Z');
}

// ---------- Colours, headings, pictures, sources ----------

async function lightAndDark({ page, expect, open }) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await open(TEXT);
  const light = await ground();
  await page.locator('[data-theme-toggle]').press('Enter');
  const dark = await ground();
  expect(dark !== light, 'the switch changes nothing');
  // What the first frame of the next page looks like.
  await page.addInitScript(() => {
    requestAnimationFrame(() => { window.firstTheme = document.documentElement.dataset.theme; });
  });
  await open(LONG);
  expect((await ground()) === dark, 'the next page has forgotten the colours');
  expect(await page.evaluate(() => window.firstTheme === 'dark'), 'the first frame has the wrong colours');
}

async function rail({ page, expect, open }) {
  await open(TEXT);
  const last = page.locator('.toc > li > a').last();
  await last.click();
  await page.waitForTimeout(900);
  expect((await last.getAttribute('aria-current')) === 'location', 'the heading being read is not marked');
  expect(await page.locator('.toc a[aria-current]').count() === 1, 'several headings are marked');
}

async function headingAddress({ page, expect, open }) {
  await open(TEXT);
  const link = page.locator('.prose h2 .hx').first();
  await link.focus();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  const [hash, own] = await page.evaluate(() => [location.hash, document.querySelector('.prose h2 .hx').hash]);
  expect(hash === own, 'the address of the heading is not in the bar');
  expect(await link.getAttribute('data-said'), 'nobody is told that it was copied');
  expect((await page.locator('#Status').textContent()).length > 0, 'it is not told to screen readers');
}

async function pictures({ page, expect, open }) {
  await open('how-we-work/writing-here.html');
  const link = page.locator('a.zoom').first();
  await link.focus();
  await page.keyboard.press('Enter');
  expect(await page.locator('dialog.zoomed img').isVisible(), 'the picture does not open');
  expect(await page.locator('dialog.zoomed').getAttribute('aria-label'), 'the picture has no name');
  await page.keyboard.press('Escape');
  expect(!(await page.locator('dialog.zoomed').count()), 'Escape does not close it');
  expect(await focused(page, 'a.zoom'), 'the focus does not return');
}

async function sources({ page, expect, open }) {
  await open(TEXT);
  expect(!(await page.locator('.sidenote').first().isVisible()), 'a note stands beside the text without room for it');
  await page.setViewportSize({ width: 1920, height: 900 });
  await page.waitForTimeout(200);
  const [note, mention, rail] = await Promise.all(['.sidenote', '.fn', '.rail'].map((one) => page.locator(one).first().boundingBox()));
  expect(Math.abs(note.y - mention.y) < 40, 'the note is not beside its mention');
  expect(note.x > mention.x && note.x + note.width <= rail.x, 'the note is not between text and rail');
}

// ---------- Ways back and ahead ----------

async function wayBack({ page, expect, open }) {
  await open(LONG);
  expect(!(await page.locator('.resume').count()), 'a way back at the first visit');
  const heading = page.locator('.prose > h2[id]').nth(1);
  await heading.evaluate((one) => one.scrollIntoView({ behavior: 'instant' }));
  const id = await heading.getAttribute('id');
  await open(TEXT);
  await open(LONG);
  const offer = page.locator('.resume');
  expect(await offer.count() === 1, 'no way back is offered');
  expect((await offer.getAttribute('href')) === `#${id}`, 'the way back leads elsewhere');
  await offer.click();
  expect(!(await offer.count()), 'the offer stays when it was taken');
}

// Over http a page is fetched when its link is pointed at; in a folder there is nothing to fetch.
async function pagesAhead({ page, place, expect, open }) {
  await open(TEXT);
  await page.locator('.pn-next').hover();
  await page.waitForTimeout(300);
  const hints = await page.locator('link[rel="prefetch"]').count();
  expect(hints === (place.base.startsWith('http') ? 1 : 0), `${hints} pages fetched ahead`);
}

// ---------- Widths, text size, motion, paper ----------

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

async function widths(browser, place, templates) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of templates.values()) {
      await page.goto(place.base + encoded(path));
      const over = await sideways(page);
      if (over > 0) report(path, `scrolls sideways at ${width} pixels by ${over}`);
    }
  }
  await context.close();
}

// What readers may do to text: WCAG 1.4.4 and 1.4.12.
const OWN_TEXT = new Map([
  ['text at 200 %', 'html { font-size: 200% !important; }'],
  ['spaced text', '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }'],
]);

async function ownText(browser, place, templates) {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  for (const path of templates.values()) {
    for (const [name, content] of OWN_TEXT) {
      await page.goto(place.base + encoded(path));
      await page.addStyleTag({ content });
      const over = await sideways(page);
      if (over > 0) report(path, `scrolls sideways with ${name} by ${over}`);
    }
  }
  await context.close();
}

async function stillness(browser, place, templates) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  for (const path of templates.values()) {
    await page.goto(place.base + encoded(path));
    const moving = await page.evaluate(() => document.getAnimations().length);
    if (moving > 0) report(path, `${moving} things move although less motion is asked for`);
  }
  await context.close();
}

async function plainPicture(browser, place) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${place.base}how-we-work/writing-here.html`);
  await page.locator('a.zoom').first().click();
  if (!/\.(svg|png|jpe?g|webp)$/.test(page.url())) report(page.url(), 'without scripts a picture does not open');
  await context.close();
}

// How many sides of A4 each takes.
const SIDES = new Map([
  ['index.html', 2], ['raci.html', 2],
  ['playbooks/launch-in-step.html', 2], ['playbooks/endorsement-in-a-live-deal.html', 2],
  ['processes/enquiry-handover.html', 3], ['glossary/qualified-enquiry.html', 1],
  ['workshops/map-the-loop-handout.html', 2], ['workshops/map-the-loop.html', 2],
]);

async function paper(browser, place) {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const [path, most] of SIDES) {
    await page.goto(place.base + encoded(path));
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const sides = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    if (sides === 0 || sides > most) report(path, `takes ${sides} sides of paper, not ${most}`);
  }
  await context.close();
}
