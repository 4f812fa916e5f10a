// What people do with our own handbook, in a real browser.
//
//   node people.mjs TANDEM ROOT
//
// learning.mjs walks through onboarding, states.mjs looks at what pages are in between, search.mjs
// looks for things, and live.mjs writes with the live server.

import { learning } from './learning.mjs';
import { live } from './live.mjs';
import { search } from './search.mjs';
import { inBrowser, timed } from './site.mjs';
import { states } from './states.mjs';

const [tandem, root] = process.argv.slice(2);

await inBrowser(async (browser) => {
  for (const part of [learning, states, search, live]) {
    await timed(part.name, () => part(browser, { tandem, root }));
  }
});
