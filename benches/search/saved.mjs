// node saved.mjs FOLDER FILE -- COMMAND...: how long it takes from saving a page until it is found.
//
// Starts COMMAND (tandem serve --port 4242) in FOLDER, then appends a new word to FILE again and again and
// takes the time until the live server's index has another root, and until a fresh engine, which
// loads all it needs from there, finds the word. Prints one line. FILE is put back at the end, unless that
// is interrupted.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { engine } from "./engine.mjs";

const words = process.argv.slice(2);
const [folder, file] = words;
const command = words.slice(words.indexOf("--") + 1);
const site = process.env.SITE || "http://localhost:4242";
const edits = Number(process.env.EDITS || 50);
const source = path.join(folder, file);
const kept = fs.readFileSync(source);
const script = new URL("../../themes/default/search.min.js", import.meta.url);
const wait = (time) => new Promise((done) => setTimeout(done, time));
const load = async (url) => (await fetch(url)).text();
const share = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.ceil(list.length * part) - 1)];
const shown = (name, list) => `${name} p50 ${share(list, 0.5).toFixed(1)} p95 ${share(list, 0.95).toFixed(1)} longest ${Math.max(...list).toFixed(1)} ms`;

async function finds(word) {
  const { search } = await engine(site, script, load);
  return (await search.find(word, { limit: 5 })).results.length > 0;
}

const server = spawn(command[0], command.slice(1), { cwd: folder, stdio: "ignore" });
try {
  while (!(await fetch(site).then((answer) => answer.ok, () => false))) {
    if (server.exitCode !== null) throw new Error("the server ended");
    await wait(5);
  }
  await finds("handbook");
  const roots = [], found = [];
  for (let number = 0; number < edits; number++) {
    await wait(500 + (number * 37) % 100);
    const word = `savedword${number.toString(26).replace(/\d/g, (digit) => "qrstuvwxyz"[digit])}x`;
    const last = await load(`${site}/search/root.js`);
    const from = performance.now();
    fs.writeFileSync(source, `${kept}\n\nThe ${word} is new.\n`);
    while ((await load(`${site}/search/root.js`)) === last) if (performance.now() - from > 60000) throw new Error(`edit ${number} never comes`);
    roots.push(performance.now() - from);
    while (!(await finds(word))) if (performance.now() - from > 60000) throw new Error(`${word} is never found`);
    found.push(performance.now() - from);
  }
  console.log(`${shown("saved to a new index", roots)}; ${shown("to its result in a fresh engine", found)}`);
} finally {
  server.kill("SIGTERM");
  fs.writeFileSync(source, kept);
}
