// Cuts each line of standard input into words, as the browser does: one JSON list a line.
import fs from "node:fs";
import vm from "node:vm";

const context = vm.createContext({ TextDecoder, atob });
vm.runInContext(fs.readFileSync(process.argv[2], "utf8"), context);
const { tokens, tables } = context.TandemSearch;
if (process.argv[3] === "tables") {
  const text = (table) => table.map((range) => range.map((code) => code.toString(16)).join("-")).join(" ");
  console.log(text(tables.SEPARATORS) + "\n" + text(tables.BIGRAMS));
} else {
  const lines = fs.readFileSync(0, "utf8").split("\n");
  const out = lines.map((line) => JSON.stringify(tokens(JSON.parse(line)).map((own) => [own.text, own.at, own.of])));
  fs.writeSync(1, out.join("\n") + "\n");
}
