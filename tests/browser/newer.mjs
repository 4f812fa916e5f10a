// A page that somebody has open tells of a newer release: on a server only, after some minutes,
// where nothing moves, by keyboard, once for each release.

import { encoded, inspectPage, report, watched } from './site.mjs';

const PATH = 'processes/enquiry-handover.html';

export async function newer(browser, places) {
  const [folder, server, subfolder] = places;
  for (const place of [server, subfolder]) await told(browser, place);
  await inspected(browser, server);
  await notTold(browser, folder, 'told in a folder, where nobody can know');
}

// A page with a clock of its own, and a host whose release can be changed.
async function opened(context, place) {
  const page = await watched(context, place);
  const host = { release: 'one', asked: 0 };
  await page.clock.install();
  await page.route('**/version.json', (route) => {
    host.asked++;
    route.fulfill({ contentType: 'application/json', body: JSON.stringify({ release: host.release }) });
  });
  await page.goto(place.base + encoded(PATH), { waitUntil: 'networkidle' });
  const comeBack = async (time) => {
    await page.clock.fastForward(time);
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.waitForLoadState('networkidle');
    await page.clock.runFor(1000);
  };
  // What is to appear appears when the host's answer has been read, however busy the machine is.
  const comesTrue = async (holds) => {
    for (let turn = 0; turn < 100; turn++) {
      if (await holds()) return true;
      await page.clock.runFor(100);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    return false;
  };
  const offer = page.locator('.newer');
  const offered = () => comesTrue(async () => await offer.count() === 1);
  // The page asks when it has nothing else to do: on a busy machine that may be long after it came.
  await comesTrue(() => host.asked > 0 || !/^http/.test(place.base));
  return { page, host, comeBack, comesTrue, offer, offered };
}

async function told(browser, place) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const expect = (holds, what) => { if (!holds) report(`${place.name}, a newer release`, what); };
  const { page, host, comeBack, comesTrue, offer, offered } = await opened(context, place);
  expect(host.asked === 1, `the host was asked ${host.asked} times by a page that was just opened`);
  await comeBack('10:00');
  expect(await comesTrue(() => host.asked === 2), `not asked again, but ${host.asked} times in all`);
  expect(await offer.count() === 0, 'told although there is none');
  host.release = 'two';
  await comeBack('01:00');
  expect(host.asked === 2, 'asked again within minutes');
  const before = await page.evaluate(() => document.querySelector('main h1').getBoundingClientRect().top);
  await comeBack('10:00');
  expect(await offered(), 'not told');
  expect(await page.evaluate(() => document.querySelector('main h1').getBoundingClientRect().top) === before, 'the page moved');
  const words = await page.locator('body').getAttribute('data-newer');
  expect(await comesTrue(async () => await page.locator('#Status[role="status"]').textContent() === words), 'not told to screen readers');
  await offer.locator('button').focus();
  await page.keyboard.press('Enter');
  expect(await offer.count() === 0, 'it cannot be put away by keyboard');
  await comeBack('10:00');
  expect(await offer.count() === 0, 'told again of a release that was put away');
  host.release = 'three';
  await comeBack('10:00');
  expect(await offered(), 'not told of the one after that');
  await page.evaluate(() => scrollTo(0, 700));
  await Promise.all([page.waitForEvent('load'), offer.locator('a').press('Enter')]);
  await page.waitForLoadState('networkidle');
  await comeBack('10:00');
  expect(await offer.count() === 0, 'told of the release that is shown');
  const violations = await page.evaluate(() => window.violations);
  expect(violations.length === 0, `policy: ${violations.join()}`);
  await context.close();
}

// The same for eyes and for programs that read aloud, on phones and in the dark.
async function inspected(browser, place) {
  for (const [width, colorScheme] of [[1440, 'light'], [390, 'dark']]) {
    const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
    const { page, host, comeBack, offered } = await opened(context, place);
    host.release = 'two';
    await comeBack('10:00');
    if (!(await offered())) report(`${place.name}, a newer release, ${colorScheme} ${width}`, 'not told');
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/newer-${width}.png` });
    await inspectPage(page, `${place.name}, a newer release, ${colorScheme} ${width}`);
    await context.close();
  }
}

async function notTold(browser, place, what) {
  const context = await browser.newContext();
  const { host, comeBack, offer } = await opened(context, place);
  host.release = 'two';
  await comeBack('10:00');
  if (host.asked || await offer.count()) report(place.name, what);
  await context.close();
}
