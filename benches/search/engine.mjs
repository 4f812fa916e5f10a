// Runs the browser's engine in Node over a built site, or one that is served.
import fs from "node:fs";
import vm from "node:vm";

/** A fresh engine over `site`, a folder or an address below which `read` gives files; `search` is the script itself.
 * `loaded` counts what it reads. */
export async function engine(site, search, read = (file) => fs.readFileSync(file, "utf8")) {
  const loaded = [];
  const context = vm.createContext({
    TextDecoder, Blob, Response, DecompressionStream, atob, Promise, Map, Set, Uint8Array, Uint16Array, Math, JSON, Date, console,
  });
  vm.runInContext(fs.readFileSync(search, "utf8"), context);
  const run = async (url) => {
    const text = await read(`${site}/${url.replace(/\?.*/, "")}`);
    loaded.push({ url, text });
    vm.runInContext(text, context);
  };
  await context.TandemSearch.open("search/root.js", run);
  return { search: context.TandemSearch, loaded };
}
