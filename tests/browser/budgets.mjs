// What readers download, as a server sends it: compressed with gzip.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { report } from './site.mjs';

const KIB = 1024;

// Each group has a budget; the search is loaded when somebody searches and has its own.
const BUDGETS = [
  ['the style sheet of all pages', 16, (file) => /^assets\/theme\.[^/]*\.css$/.test(file)],
  ['the scripts', 10, (file) => /^assets\/(?!search)[^/]*\.js$/.test(file)],
  ['the fonts', 110, (file) => /^assets\/fonts\/(?!.*-ext\.)[^/]*\.woff2$/.test(file)],
];

// A sheet that only some pages load beside the one of all pages.
const SMALL_SHEET = 4;
const PROCESS = 30;

export function budgets(output, files) {
  const size = (file) => gzipSync(readFileSync(join(output, file)), { level: 9 }).length / KIB;
  const check = (name, most, all) => {
    const sum = all.reduce((so_far, file) => so_far + size(file), 0);
    console.log(`${name}: ${sum.toFixed(1)} of ${most} KB`);
    if (all.length === 0 || sum > most) report(name, `${sum.toFixed(1)} KB, the budget is ${most} KB`);
  };
  for (const [name, most, fits] of BUDGETS) check(name, most, files.filter(fits));
  const sheets = files.filter((file) => /^assets\/[^/]*\.css$/.test(file) && !file.startsWith('assets/theme.'));
  for (const sheet of sheets) check(sheet.replace(/\.[^.]*\.css$/, '.css'), SMALL_SHEET, [sheet]);
  const processes = files.filter((file) => /^processes\/(?!index)[^/]*\.html$/.test(file));
  const largest = processes.reduce((one, other) => (size(one) > size(other) ? one : other));
  check(`the largest process, ${largest}`, PROCESS, [largest]);
}
