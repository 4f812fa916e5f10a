// MiniSearch over sections, configured as VitePress 1.6 configures its local search.
import fs from "node:fs";
import path from "node:path";
import MiniSearch from "minisearch";

/** Indexes the sections of `documents` and answers every query with `{ page, anchor }`. */
export function answers(documents, queries) {
  const started = performance.now();
  const index = new MiniSearch({ fields: ["title", "titles", "text"], storeFields: ["title", "titles", "page", "anchor"] });
  let id = 0;
  for (const { page, title, sections } of documents) {
    for (const { anchor, heading, above, text } of sections) {
      // VitePress: the titles of the page and of the sections above.
      index.add({ id: id++, page, anchor, title: heading || title, titles: heading ? [title, ...above] : [], text });
    }
  }
  const indexing = performance.now() - started;
  const times = [];
  const out = queries.map((query) => {
    const from = performance.now();
    const found = index.search(query, { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 } });
    times.push(performance.now() - from);
    return found.slice(0, 30).map(({ page, anchor }) => ({ page, anchor }));
  });
  return { out, indexing, times, bytes: JSON.stringify(index).length };
}
