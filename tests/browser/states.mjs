// What pages look like in between: old, retired or a draft, with the menu or a picture open, with
// rows filtered and answers judged. Each is inspected, and nothing scrolls sideways.
//
// TANDEM_ALL_STATES=1 looks at each light and dark, wide and narrow; without it each is seen
// light and wide, and dark and narrow.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, inspectPage, report, serve } from './site.mjs';

// Later than every review: some pages are due, others overdue.
const LATER = '2027-02-01';

const page = (title, more) => `---
title: ${title}
summary: For the tests.
owners: { marketing: head-of-marketing, sales: sales-director }
reviewed: 2026-11-01
${more}
---

Words, and a [link](one-goal.md).
`;

const PAGES = {
  'old.md': page('Old', 'status: retired\nreplaced_by: process:enquiry-handover'),
  'young.md': page('Young', 'status: draft'),
};

// What a state is called, where it is, and what brings it about.
const STATES = [
  ['due and overdue', 'index.html'],
  ['due and overdue', 'health.html', (page) => page.locator('.fresh-pages > summary').click()],
  ['overdue', 'processes/enquiry-handover.html'],
  ['overdue', 'how-we-work/one-goal.html'],
  ['retired', 'how-we-work/old.html'],
  ['a draft', 'how-we-work/young.html'],
  ['a picture seen larger', 'how-we-work/writing-here.html', (page) => page.locator('a.zoom').first().press('Enter')],
  ['rows of one side', 'handoffs.html', (page) => page.locator('[data-by="from"]').selectOption('right')],
  ['lines of one side', 'myths/index.html', (page) => page.locator('.filters button').nth(1).click()],
  ['an address copied and all answers right', 'how-we-work/the-loop.html', rightAnswers],
  ['the menu open', 'how-we-work/one-goal.html', openMenu],
];

async function rightAnswers(page) {
  for (const quiz of await page.locator('.quiz').all()) {
    const right = quiz.locator('.solution [data-right]').first();
    if (!(await right.count())) continue;
    await quiz.locator(`.opt[data-number="${await right.getAttribute('data-number')}"] input`).check();
    await quiz.locator('button[type="submit"]').click();
  }
  await page.locator('.prose h2 .hx').first().press('Enter');
}

// Where there is room the menu stands beside the text; its button is on the start page then.
async function openMenu(page) {
  const button = page.locator('[data-menu-open]').first();
  if (!(await button.isVisible())) await page.goto(new URL('../index.html', page.url()).href);
  await page.locator('[data-menu-open]').first().click();
}

async function look(browser, base, colorScheme, width) {
  const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  for (const [name, path, bring] of STATES) {
    const where = `${path}, ${name} ${colorScheme} ${width}`;
    try {
      await page.goto(base + path);
      await bring?.(page);
      await inspectPage(page, where);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) report(where, `scrolls sideways by ${over}`);
    } catch (error) {
      report(where, error.message.split('\n')[0]);
    }
  }
  await context.close();
}

export async function states(browser, { tandem, root }) {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'tandem-states-')));
  const [copy, work] = folders;
  for (const name of ['content', 'handbook.yml']) cpSync(join(root, name), join(copy, name), { recursive: true });
  for (const [name, text] of Object.entries(PAGES)) writeFileSync(join(copy, 'content/how-we-work', name), text);
  const output = build({ tandem, root: copy }, work, '/', ['--drafts', '--quiet', '--today', LATER]);
  const server = await serve(output, '/');
  try {
    const all = process.env.TANDEM_ALL_STATES === '1';
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1440, 390]) {
        if (all || (colorScheme === 'light') === (width === 1440)) await look(browser, server.base, colorScheme, width);
      }
    }
  } finally {
    server.close();
    folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  }
}
