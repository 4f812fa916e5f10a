// How long it takes from writing a file until the text is in the page, in Chromium.
//
//   node write-to-dom.mjs FOLDER FILE URL -- COMMAND...
//
// starts COMMAND, a live server of any tool, in FOLDER; opens URL in a browser once it answers; then
// appends a line to FILE again and again, and takes the time from before the write until the line is
// in the document, after loading again if that is how the tool does it. Prints one line. FILE is put
// back at the end. EDITS says how often (50); PAUSE how long to wait between edits (700 ms).

import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { chromium } = createRequire(new URL('../../tests/browser/', import.meta.url))('playwright-core');
const words = process.argv.slice(2);
const [folder, file, url] = words;
const command = words.slice(words.indexOf('--') + 1);
const edits = Number(process.env.EDITS || 50);
const pause = Number(process.env.PAUSE || 700);
const path = join(folder, file);
const kept = readFileSync(path);
const now = () => performance.timeOrigin + performance.now();
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

// In the page: tells each line that it sees for the first time, with the time, and when news came.
function observe() {
  const clock = () => performance.timeOrigin + performance.now();
  let last = -1;
  const look = () => {
    const found = document.body && document.body.textContent.match(/measured-edit-(\d+)-of/g);
    const number = found ? Math.max(...found.map((text) => Number(text.match(/\d+/)[0]))) : -1;
    if (number <= last) return;
    last = number;
    window.tandemSeen(number, clock());
  };
  new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
  document.addEventListener('DOMContentLoaded', look);
  const Plain = window.EventSource;
  window.EventSource = class extends Plain {
    constructor(...all) {
      super(...all);
      this.addEventListener('message', () => window.tandemHeard(clock()));
    }
  };
}

function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').pop().trim().split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const memoryOf = (pid, name) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024;

function quantile(times, share) {
  const sorted = times.slice().sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

async function untilServed(started) {
  for (;;) {
    try {
      if ((await fetch(url)).status === 200) return now() - started;
    } catch { /* not yet */ }
    if (now() - started > 600000) throw new Error('the server never answers');
    await wait(3);
  }
}

async function measure(page, seen, heard) {
  const times = [];
  const toEvent = [];
  for (let number = 0; number < edits; number++) {
    await wait(pause + (number * 37) % 100);
    const arrived = new Promise((resolve, reject) => {
      seen.set(number, resolve);
      setTimeout(() => reject(new Error(`edit ${number} was never shown`)), 120000);
    });
    const before = now();
    writeFileSync(path, `${kept}\n\nmeasured-edit-${number}-of ${edits}\n`);
    times.push(await arrived - before);
    const event = heard.find((time) => time > before);
    if (event) toEvent.push(event - before);
  }
  return { times, toEvent };
}

const started = now();
const server = spawn(command[0], command.slice(1), { cwd: folder, stdio: 'ignore' });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser'], { encoding: 'utf8' }).trim(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const first = await untilServed(started);
  await wait(1000);
  const page = await browser.newPage();
  const [seen, heard] = [new Map(), []];
  await page.exposeFunction('tandemSeen', (number, time) => seen.get(number)?.(time));
  await page.exposeFunction('tandemHeard', (time) => heard.push(time));
  await page.addInitScript(observe);
  await page.goto(url);
  await wait(1500);
  const cpu = cpuOf(server.pid);
  const { times, toEvent } = await measure(page, seen, heard);
  const ms = (value) => value.toFixed(1);
  const event = toEvent.length ? `  to the event p50 ${ms(quantile(toEvent, 0.5))}` : '';
  console.log(`first page ${ms(first)} ms  write to DOM p50 ${ms(quantile(times, 0.5))}  p95 ${ms(quantile(times, 0.95))}  longest ${ms(Math.max(...times))} ms${event}  cpu an edit ${ms((cpuOf(server.pid) - cpu) / edits)} ms  memory ${memoryOf(server.pid, 'VmRSS').toFixed(0)} MiB, at most ${memoryOf(server.pid, 'VmHWM').toFixed(0)}`);
} finally {
  server.kill('SIGTERM');
  writeFileSync(path, kept);
  await browser.close();
}
