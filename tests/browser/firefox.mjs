// The search in Firefox, driven as its makers mean it: on a server, in a folder of one, and opened
// as files. FIREFOX names the browser, else the PATH does; without one this is left out, and says so.

import { execFileSync } from 'node:child_process';
import puppeteer from 'puppeteer-core';
import { report } from './site.mjs';

function executable() {
  if (process.env.FIREFOX) return process.env.FIREFOX;
  try {
    return execFileSync('sh', ['-c', 'command -v firefox-esr || command -v firefox'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

async function walk(browser, place) {
  const where = `Firefox at ${place.name}`;
  const page = await browser.newPage();
  page.on('pageerror', (error) => report(where, `script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') report(where, `console: ${message.text()}`);
  });
  await page.evaluateOnNewDocument(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => { window.violations.push(`${event.violatedDirective} ${event.blockedURI}`); });
  });
  await page.goto(`${place.base}playbooks/endorsement-in-a-live-deal.html`);
  await page.keyboard.down('Control');
  await page.keyboard.press('k');
  await page.keyboard.up('Control');
  await page.keyboard.type('handover');
  await page.waitForFunction(() => /result/.test(document.querySelector('#Search [role="status"]').textContent));
  const first = await page.$eval('#SearchList [aria-selected="true"] b', (title) => title.textContent);
  if (first !== 'Enquiry handover') report(where, `the first result is ${first}`);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.pathname.endsWith('enquiry-handover.html') && document.readyState === 'complete');
  const marked = () => page.evaluate(() => (window.CSS && CSS.highlights && CSS.highlights.get('tandem-search') ? CSS.highlights.get('tandem-search').size : document.querySelectorAll('main mark').length));
  if (!(await marked())) report(where, 'nothing is marked');
  if (new URL(page.url()).search) report(where, `the address says ${page.url()}`);
  await page.keyboard.press('Escape');
  if (await marked()) report(where, 'marks stay after Esc');
  await page.evaluate(() => history.back());
  await page.waitForFunction((selector) => document.querySelectorAll(selector).length > 0, {}, '#SearchList [role="option"]');
  const query = await page.$eval('#SearchField', (field) => field.value);
  if (query !== 'handover') report(where, `on the way back the field says ${query}`);
  for (const violation of await page.evaluate(() => window.violations)) report(where, `policy: ${violation}`);
  await page.close();
}

export async function firefox(places) {
  const executablePath = executable();
  if (!executablePath) {
    console.log('left out: there is no Firefox for the search');
    return;
  }
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  try {
    for (const place of places) await walk(browser, place);
    console.log(`the search in ${await browser.version()}, at ${places.length} places`);
  } finally {
    await browser.close();
  }
}
