#!/usr/bin/env python3
"""How long PDFs take: Tandem, WeasyPrint and Chromium on the same content, in one run.

    python3 compare.py TANDEM [--pages FOLDER] [--only NAME]

TANDEM is the program, built with `cargo build --release`. FOLDER holds plain Markdown, of which 500
pages become a book. Needs `pip install weasyprint`, Chromium, and `npm install` in `tests/browser`.
Prints a line for each document and tool: seconds from nothing, seconds again in a program that goes on
running, the largest memory of the program that sets the pages, pages, and bytes.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DAY = ["--today", "2026-11-23"]
WORKSHOP = "workshops/map-the-loop"
COPIES = 50
RUNS = 5


def run(command, **how):
    """Runs a program; its seconds and its largest memory in MB."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    if status not in (0, 256):  # 1 is: printed, with findings.
        sys.exit(f"{command[:3]} fails: {status}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def handbook(work):
    """A copy of our own handbook, with copies of a workshop in it."""
    folder = work / "handbook"
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "handbook.yml", folder)
    text = (folder / f"content/{WORKSHOP}.md").read_text()
    for number in range(COPIES):
        titled = re.sub(r"(?m)^title: .*", f"title: The workshop of group {number}", text, count=1)
        (folder / f"content/workshops/group-{number}.md").write_text(titled)
    return folder


def large_handbook(work, pages):
    """500 pages of somebody else's, and a term, so that it is a handbook with a book."""
    folder = work / "large"
    found = sorted(Path(pages).rglob("*.md"))[:499]
    for path in found:
        target = folder / "content" / path.relative_to(pages)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(errors="replace"))
    for path in Path(pages).rglob("*"):
        if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif"):
            target = folder / "content" / path.relative_to(pages)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    (folder / "content/glossary").mkdir(parents=True, exist_ok=True)
    (folder / "content/glossary/page-term.md").write_text("---\ntitle: Page of paper\nshort: What this prints.\n---\n\nText.\n")
    (folder / "handbook.yml").write_text("title: A large handbook\nlanguage: en\n")
    return folder


def facts(pdf):
    text = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True).stdout
    pages = re.search(r"Pages:\s+(\d+)", text)
    return f"{pages.group(1) if pages else '?':>4} pages {os.path.getsize(pdf) / 1024:7.0f} KB"


def line(name, tool, cold, again, memory, pdf):
    shown = f"{again:7.3f} s" if again is not None else "        -"
    print(f"{name:<22} {tool:<11} {cold:7.3f} s   again {shown}   {memory:6.0f} MB   {facts(pdf)}", flush=True)


def tandem(program, folder, names, out):
    """Documents from nothing: a whole run of the program."""
    command = [program, "--root", str(folder), *DAY, "handout", *names, "-o", str(out)]
    runs = [run(command) for _ in range(RUNS if len(names) == 1 and names != ["--book"] else 3)]
    return statistics.median(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def tandem_live(program, folder, page):
    """A document of a server, from saving a page until its PDF is another one."""
    port = 4399
    server = subprocess.Popen([program, "--root", str(folder), *DAY, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}/{page}-handout.pdf"
    source = folder / f"content/{page}.md"
    kept = source.read_text()

    def get():
        with urllib.request.urlopen(url) as answer:
            return answer.read()
    try:
        for _ in range(2000):
            try:
                last = get()
                break
            except OSError:
                time.sleep(0.01)
        times, idle = [], []
        for number in range(12):
            time.sleep(0.7)
            began = time.perf_counter()
            source.write_text(kept.replace("fields=\"Name", f"fields=\"Name {number}", 1))
            while (now := get()) == last:
                pass
            times.append(time.perf_counter() - began)
            last = now
            began = time.perf_counter()
            get()
            idle.append(time.perf_counter() - began)
        memory = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text()).group(1)) / 1024
        print(f"  in serve: from saving a page to its PDF {statistics.median(times) * 1000:.1f} ms (largest {max(times) * 1000:.1f}); not changed {statistics.median(idle) * 1000:.2f} ms; {memory:.0f} MB")
        return statistics.median(times)
    finally:
        source.write_text(kept)
        server.terminate()
        server.wait()


WEASYPRINT = """
import sys, time, weasyprint
out, *pages = sys.argv[1:]
for turn in range(2):
    began = time.perf_counter()
    for at, page in enumerate(pages):
        weasyprint.HTML(filename=page).write_pdf(f"{out}/{at}.pdf", pdf_variant="pdf/ua-1")
    print(time.perf_counter() - began, flush=True)
    if len(sys.argv) > 2 and time.perf_counter() - began > 60:
        break
"""


def weasyprint(pages, out):
    """From nothing, and again in the same program."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", WEASYPRINT, str(out), *map(str, pages)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    first = child.stdout.readline()
    cold = time.perf_counter() - started
    again = child.stdout.readline()
    child.stdout.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    return cold, float(again) if again else None, usage.ru_maxrss / 1024, bool(first)


def chromium(pages, out):
    command = ["node", str(HERE / "chromium.mjs"), str(out), *map(str, pages)]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return answer["cold"], answer["again"], answer["memory"]


def compare(name, program, folder, names, pages, work, live=None):
    out = {tool: work / f"{tool}-{name.replace(' ', '-')}" for tool in ("tandem", "weasyprint", "chromium")}
    for path in out.values():
        path.mkdir()
    cold, memory = tandem(program, folder, names, out["tandem"])
    again = live() if live else None
    line(name, "Tandem", cold, again, memory, sorted(out["tandem"].rglob("*.pdf"))[0])
    cold, again, memory = chromium(pages, out["chromium"])
    line(name, "Chromium", cold, again, memory, out["chromium"] / "0.pdf")
    cold, again, memory, is_done = weasyprint(pages, out["weasyprint"])
    if is_done:
        line(name, "WeasyPrint", cold, again, memory, out["weasyprint"] / "0.pdf")
    else:
        print(f"{name:<22} WeasyPrint  fails after {cold:.1f} s", flush=True)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("tandem")
    arguments.add_argument("--pages")
    arguments.add_argument("--only", action="append")
    arguments = arguments.parse_args()
    program = str(Path(arguments.tandem).resolve())
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        folder = handbook(work)
        site = work / "site"
        run([program, "--root", str(folder), *DAY, "build", "--lenient", "-o", str(site)])
        groups = [f"workshops/group-{number}-handout" for number in range(COPIES)]
        one = f"{WORKSHOP}-handout"
        own = work / "own"
        own.mkdir()
        shutil.copytree(ROOT / "content", own / "content")
        shutil.copy(ROOT / "handbook.yml", own)
        run([program, "--root", str(own), *DAY, "build", "-o", str(work / "own-site")])
        tasks = {
            "one handout": lambda name: compare(name, program, own, [one], [site / f"{one}.html"], work, lambda: tandem_live(program, own, WORKSHOP)),
            "50 handouts": lambda name: compare(name, program, folder, groups, [site / f"{group}.html" for group in groups], work),
            "book of content": lambda name: compare(name, program, own, ["--book"], [work / "own-site/book.html"], work),
        }
        if arguments.pages:
            large = large_handbook(work, arguments.pages)
            run([program, "--root", str(large), *DAY, "build", "--lenient", "-o", str(work / "large-site")])
            tasks["book of 500 pages"] = lambda name: compare(name, program, large, ["--book"], [work / "large-site/book.html"], work)
        for name, task in tasks.items():
            if not arguments.only or name in arguments.only:
                task(name)


if __name__ == "__main__":
    main()
