#!/usr/bin/env python3
"""How long PDFs take: Tandem, WeasyPrint and Chromium on the same content, in one run.

    python3 compare.py TANDEM [--pages FOLDER] [--only NAME] [--patience SECONDS] [--small]

TANDEM is the program, built with `cargo build --release`. FOLDER holds plain Markdown, of which 500
pages become a book. Needs `pip install weasyprint`, Chromium, and `npm install` in `tests/browser`.
Prints one table with a row for each document and tool: seconds from nothing, seconds again in a program
that goes on running, how many times Tandem's that is, the largest memory of the program that sets the
pages, pages, and bytes. A rival that takes longer than `--patience` is not waited for. `--small` takes
3 handouts for 50 and 12 pages for 500, and runs everything once: it shows that the benchmark works, and
measures nothing.
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
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DAY = ["--today", "2026-11-23"]
WORKSHOP = "workshops/map-the-loop"
COPIES, RUNS, PAGES = 50, 5, 500
# A rival that takes longer than this is not waited for, in seconds.
PATIENCE = 1800


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
    """Pages of somebody else's, and a term, so that it is a handbook with a book."""
    folder = work / "large"
    found = sorted(Path(pages).rglob("*.md"))[: PAGES - 1]
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


ROWS = []


def line(name, tool, cold, again, memory, pdf):
    """A row of the table; told at once, since a run takes long."""
    ROWS.append((name, tool, cold, again, memory, facts(pdf) if pdf else ""))
    warm = "" if again is None else f", again {again:.2f} s"
    print(f"{name}, {tool}: {cold:.2f} s{warm}", file=sys.stderr, flush=True)


def table():
    print(f"{'':<22} {'':<11} {'from nothing':>14} {'times':>6} {'again':>10} {'times':>6} {'memory':>8}")
    for name, tool, cold, again, memory, made in ROWS:
        own = next(row for row in ROWS if row[0] == name and row[1] == "Tandem")
        times = f"{cold / own[2]:.1f}"
        # Handbooks of more than 500 pages have no book in `serve`: others are held to a whole run.
        shown, warm = ("-", "") if again is None else (f"{again:.3f} s", f"{again / (own[3] or own[2]):.1f}")
        print(f"{name:<22} {tool:<11} {cold:12.3f} s {times:>6} {shown:>10} {warm:>6} {memory:5.0f} MB {made or 'gave up'}")
    if any(row[1] == "WeasyPrint*" for row in ROWS):
        print("* without grids: on the pages as they are it fails")


def tandem(program, folder, names, out):
    """Documents from nothing: a whole run of the program."""
    command = [program, "--root", str(folder), *DAY, "handout", *names, "-o", str(out)]
    runs = [run(command) for _ in range(RUNS if len(names) == 1 and names != ["--book"] else min(RUNS, 3))]
    return statistics.median(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def other_fields(text, number):
    """An edit that shows on the handout of a workshop."""
    return text.replace('fields="Name', f'fields="Name {number}', 1)


def another_sentence(text, number):
    return f"{text}\n\nThis was edit {number}.\n"


def tandem_live(program, folder, pages, names, edit):
    """Documents of a server: from saving pages until all PDFs are other ones; None without such PDFs."""
    port = 4399
    server = subprocess.Popen([program, "--root", str(folder), *DAY, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    urls = [f"http://localhost:{port}/{name}.pdf" for name in names]
    sources = [folder / "content" / page for page in pages]
    kept = [source.read_text() for source in sources]

    def get(url):
        with urllib.request.urlopen(url) as answer:
            return answer.read()
    try:
        for _ in range(2000):
            try:
                get(urls[0])
                break
            except urllib.error.HTTPError:
                return None
            except OSError:
                time.sleep(0.01)
        last, times = [get(url) for url in urls], []
        for number in range(RUNS):
            time.sleep(0.7)
            began = time.perf_counter()
            for source, text in zip(sources, kept):
                source.write_text(edit(text, number))
            for at, url in enumerate(urls):
                while (now := get(url)) == last[at]:
                    pass
                last[at] = now
            times.append(time.perf_counter() - began)
        return statistics.median(times)
    finally:
        for source, text in zip(sources, kept):
            source.write_text(text)
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
    if time.perf_counter() - began > 60:
        break
"""


def weasyprint(pages, out):
    """From nothing, and again in the same program."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", WEASYPRINT, str(out), *map(str, pages)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    patience = threading.Timer(PATIENCE, child.kill)
    patience.start()
    first = child.stdout.readline()
    cold = time.perf_counter() - started
    again = child.stdout.readline()
    patience.cancel()
    child.stdout.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    return cold, float(again) if again else None, usage.ru_maxrss / 1024, bool(first)


def chromium(pages, out):
    command = ["node", str(HERE / "chromium.mjs"), str(out), *map(str, pages)]
    began = time.perf_counter()
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return PATIENCE, None, 0, False
    if ran.returncode:
        print(ran.stderr[-2000:], file=sys.stderr)
        return time.perf_counter() - began, None, 0, False
    answer = json.loads(ran.stdout)
    return answer["cold"], answer["again"], answer["memory"], True


def without_grids(site):
    """A copy of a site for WeasyPrint where it fails on pages with grids: blocks stand for them."""
    copy = site.with_name(site.name + "-without-grids")
    if not copy.exists():
        shutil.copytree(site, copy)
        for sheet in copy.rglob("*.css"):
            sheet.write_text(re.sub(r"display:\s*(inline-)?grid", "display:block", sheet.read_text()))
    return copy


def compare(name, program, folder, names, site, pages, work, live=None):
    out = {tool: work / f"{tool}-{name.replace(' ', '-')}" for tool in ("tandem", "weasyprint", "chromium")}
    for path in out.values():
        path.mkdir()
    cold, memory = tandem(program, folder, names, out["tandem"])
    again = live() if live else None
    line(name, "Tandem", cold, again, memory, sorted(out["tandem"].rglob("*.pdf"))[0])
    cold, again, memory, is_done = chromium([site / page for page in pages], out["chromium"])
    line(name, "Chromium", cold, again, memory, out["chromium"] / "0.pdf" if is_done else None)
    tool = "WeasyPrint"
    cold, again, memory, is_done = weasyprint([site / page for page in pages], out["weasyprint"])
    if not is_done and cold < PATIENCE:
        tool = "WeasyPrint*"
        print(f"{name}, WeasyPrint: fails after {cold:.1f} s; tried without grids", file=sys.stderr, flush=True)
        cold, again, memory, is_done = weasyprint([without_grids(site) / page for page in pages], out["weasyprint"])
    line(name, tool, cold, again, memory, out["weasyprint"] / "0.pdf" if is_done else None)


def main():
    global COPIES, RUNS, PAGES, PATIENCE
    arguments = argparse.ArgumentParser()
    arguments.add_argument("tandem")
    arguments.add_argument("--pages")
    arguments.add_argument("--patience", type=int, default=PATIENCE)
    arguments.add_argument("--only", action="append")
    arguments.add_argument("--small", action="store_true")
    arguments = arguments.parse_args()
    PATIENCE = arguments.patience
    if arguments.small:
        COPIES, RUNS, PAGES = 3, 1, 12
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

        def sheets(folder, pages):
            return tandem_live(program, folder, [f"{page}.md" for page in pages], [f"{page}-handout" for page in pages], other_fields)

        def book(folder):
            pages = sorted((folder / "content").rglob("*.md"))
            return tandem_live(program, folder, [pages[len(pages) // 2].relative_to(folder / "content")], ["book"], another_sentence)
        tasks = {
            "one handout": lambda name: compare(name, program, own, [one], site, [f"{one}.html"], work, lambda: sheets(own, [WORKSHOP])),
            f"{COPIES} handouts": lambda name: compare(name, program, folder, groups, site, [f"{group}.html" for group in groups], work, lambda: sheets(folder, [group.removesuffix("-handout") for group in groups])),
            "book of content": lambda name: compare(name, program, own, ["--book"], work / "own-site", ["book.html"], work, lambda: book(own)),
        }
        if arguments.pages:
            large = large_handbook(work, arguments.pages)
            run([program, "--root", str(large), *DAY, "build", "--lenient", "-o", str(work / "large-site")])
            tasks[f"book of {PAGES} pages"] = lambda name: compare(name, program, large, ["--book"], work / "large-site", ["book.html"], work, lambda: book(large))
        for name, task in tasks.items():
            if not arguments.only or name in arguments.only:
                task(name)
        table()


if __name__ == "__main__":
    main()
