// node typing.mjs SITE QUERIES.tsv: how good answers are while the last word is still typed.
import { engine } from "./engine.mjs";
import { queries, figures } from "./judge.mjs";

const [, , site, file] = process.argv;
const { search } = await engine(site, new URL("../../themes/default/search.min.js", import.meta.url).pathname);

/** The query with so many letters of its last word, unless that is too short for it. */
function begun(query, letters) {
  const [, before, word] = query.match(/^(.*\s)(\S+)$/) ?? [];
  return word?.length > letters && !/["\-:]/.test(query) ? before + word.slice(0, letters) : undefined;
}

for (const letters of [1, 2, 3, 4, 5]) {
  const list = queries(file).map((judged) => ({ ...judged, query: begun(judged.query, letters) })).filter(({ query }) => query);
  const found = [];
  for (const { query } of list) found.push((await search.find(query, { limit: 10 })).results);
  const { n, s1, mrr, tuned, held } = figures(list, found);
  console.log(`${letters} letters: S@1 ${s1}  MRR ${mrr}  (${n} queries; tuned half ${tuned.s1}/${tuned.mrr}, other half ${held.s1}/${held.mrr})`);
}
