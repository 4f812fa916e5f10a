// Writes themes/default/search.min.js, which pages load, from search.js, which people read.
import fs from "node:fs";
import { minify } from "terser";

const theme = new URL("../../themes/default/", import.meta.url);
const source = fs.readFileSync(new URL("search.js", theme));
// FNV-1a: tests/search.rs compares it, so that nobody forgets to run this.
let mark = 0x811c9dc5;
for (const byte of source) mark = Math.imul(mark ^ byte, 0x01000193) >>> 0;
// Properties that nobody outside sees; the dialog and the files of the index name the others.
const internal = "rarity exact phrases families forms weight file places starts stems notes near known used made avoided without quoted form sum value names titleAt headingAt textAt parts cover impact common far meant section start bytes phrase word";
const properties = { regex: new RegExp(`^(${internal.replaceAll(" ", "|")})$`) };
const { code } = await minify(source.toString(), {
  ecma: 2022,
  compress: { passes: 3, unsafe_arrows: true, pure_getters: true, hoist_props: true },
  mangle: { properties },
});
fs.writeFileSync(new URL("search.min.js", theme), `/* search.js ${mark.toString(16)}, minify.mjs */\n${code}\n`);
