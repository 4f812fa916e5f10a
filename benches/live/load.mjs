// Whether the live server goes on serving while it builds again.
//
//   node load.mjs TANDEM FOLDER FILE PAGE
//
// serves the handbook in FOLDER, asks for PAGE (such as guides/call.html) over 16 connections for
// SECONDS (60), at most RATE (6000) requests a second, and saves FILE 20 times meanwhile. Prints how
// many answers came a second, how long they took, and how many were no whole page: that must be 0.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

const [tandem, folder, file, page] = process.argv.slice(2);
const seconds = Number(process.env.SECONDS || 60);
const rate = Number(process.env.RATE || 6000);
const path = join(folder, file);
const kept = readFileSync(path);
const CONNECTIONS = 16;
const counts = { whole: 0, faults: 0, asked: 0 };
const times = [];
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

const server = spawn(tandem, ['--root', folder, 'serve', '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
let said = '';
const port = await new Promise((resolve) => {
  server.stderr.on('data', (bytes) => {
    said += bytes;
    const found = said.match(/localhost:(\d+)\//);
    if (found && /Ready/.test(said)) resolve(Number(found[1]));
  });
});

const started = performance.now();
const isOver = () => performance.now() - started > seconds * 1000;
const request = `GET /${page} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`;

// One connection that asks again when it has its answer, and not before its turn.
function visitor() {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let held = [];
    let length = 0;
    let needed = 0;
    let asked = 0;
    const ask = () => {
      if (isOver()) { socket.end(); return resolve(); }
      const due = started + (counts.asked / rate) * 1000;
      if (due > performance.now() + 2) return setTimeout(ask, due - performance.now());
      counts.asked++;
      asked = performance.now();
      socket.write(request);
    };
    socket.on('connect', ask);
    socket.on('error', () => { counts.faults++; resolve(); });
    socket.on('data', (bytes) => {
      held.push(bytes);
      length += bytes.length;
      if (!needed) {
        const head = Buffer.concat(held).toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        needed = end + 4 + Number(head.slice(0, end).match(/content-length: (\d+)/i)?.[1] ?? NaN);
      }
      if (length < needed) return;
      const whole = Buffer.concat(held);
      const isWhole = length === needed && whole.subarray(9, 12).toString() === '200' && whole.includes('</html>', needed - 200);
      counts[isWhole ? 'whole' : 'faults']++;
      times.push(performance.now() - asked);
      held = [];
      length = needed = 0;
      ask();
    });
  });
}

try {
  const visitors = Promise.all(Array.from({ length: CONNECTIONS }, visitor));
  for (let save = 1; save <= 20; save++) {
    await wait((seconds * 1000) / 21);
    writeFileSync(path, `${kept}\n\nSave ${save}.\n`);
  }
  await visitors;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(2);
  console.log(`${(counts.whole / seconds).toFixed(0)} pages a second for ${seconds} s during 20 saves, ${counts.faults} faults; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${times.at(-1).toFixed(1)} ms`);
  process.exitCode = counts.faults === 0 ? 0 : 1;
} finally {
  writeFileSync(path, kept);
  server.kill('SIGTERM');
}
