// Answers each line of standard input from the files of a site, as the browser does.
import fs from "node:fs";
import { engine } from "../../benches/search/engine.mjs";

const [, , site, script, today] = process.argv;
const { search } = await engine(site, script);
const lines = fs.readFileSync(0, "utf8").split("\n");
const out = [];
for (const line of lines) {
  const { query, side } = JSON.parse(line);
  const answer = await search.find(query, { side, today });
  const results = answer.results.map((own) => [own.page, own.anchor, own.kind, own.side, own.title, own.heading, own.score]);
  const card = answer.card && [answer.card.title, answer.card.is, answer.card.meaning, answer.card.page];
  out.push(JSON.stringify({ results, total: answer.total, corrected: answer.corrected, by_kind: answer.counts.byKind, by_side: answer.counts.bySide, card }));
}
fs.writeFileSync(1, out.join("\n") + "\n");
