// Pagefind with its defaults over the built pages; answers in Node through its own client.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as pagefind from "pagefind";

/** Indexes `site` and answers every query with `{ page, anchor }`, best first. */
export async function answers(site, queries) {
  const started = performance.now();
  const { index } = await pagefind.createIndex();
  await index.addDirectory({ path: site });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pagefind-"));
  await index.writeFiles({ outputPath: path.join(folder, "pagefind") });
  await pagefind.close();
  const indexing = performance.now() - started;
  // Its client fetches; here the files are at hand.
  let bytes = 0;
  globalThis.fetch = async (url) => {
    const file = decodeURI(new URL(url, "file:///").pathname);
    const body = fs.readFileSync(file);
    bytes += body.length;
    return new Response(body, { headers: { "content-type": file.endsWith(".wasm") ? "application/wasm" : "application/octet-stream" } });
  };
  const client = path.join(folder, "pagefind/pagefind.js");
  fs.copyFileSync(client, client.replace(".js", ".mjs"));
  globalThis.location ??= new URL("file:///");
  globalThis.window ??= globalThis;
  globalThis.document ??= { querySelector: () => ({ getAttribute: () => "en" }), currentScript: null };
  const search = await import(pathToFileURL(client.replace(".js", ".mjs")));
  await search.options({ basePath: pathToFileURL(path.join(folder, "pagefind/")).href, baseUrl: "/" });
  const out = [];
  const times = [];
  for (const query of queries) {
    const from = performance.now();
    const found = await search.search(query);
    times.push(performance.now() - from);
    const loaded = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    out.push(loaded.map((own) => ({
      page: own.raw_url || own.url,
      anchor: best(own.sub_results)?.url.split("#")[1] || "",
    })));
  }
  return { out, indexing, times, bytes };
}

function best(sections) {
  const score = (own) => own.weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
  return [...sections].sort((a, b) => score(b) - score(a))[0];
}
