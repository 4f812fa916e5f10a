#!/usr/bin/env python3
"""Reads PDFs with readers that are not ours, and says what they find.

    python3 readers.py FOLDER-OR-FILE...

Needs `pip install pikepdf page-validation`; uses `qpdf` and `pdfinfo` where they are there. For each
PDF: pages, tags, headings, pictures with words, bookmarks, links, fonts, and what is wrong. Exits
with 1 if anything is.
"""

import collections
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf

try:
    import page
except ImportError:
    page = None

ROLES_OF_HEADINGS = {f"H{level}": level for level in range(1, 7)}


def tags(pdf):
    """All elements of the structure tree in reading order: role, element, depth."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}
    stack = [(root, None, 0)]
    while stack:
        element, parent, depth = stack.pop()
        role = str(element.get("/S", "/"))
        yield roles.get(role, role)[1:], element, parent
        kids = element.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        for kid in reversed(kids):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                stack.append((kid, element, depth + 1))


def bookmarks(pdf):
    """The titles of all bookmarks, and how many of them lead nowhere."""
    def all_of(items):
        for item in items:
            yield item
            yield from all_of(item.children)
    with pdf.open_outline() as outline:
        items = list(all_of(outline.root))
    lost = [item.title for item in items if item.destination is None and item.action is None]
    return items, lost


def untagged_text(page):
    """How often text is shown that is neither tagged nor an ornament."""
    open_marks, untagged = [], 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            has_id = len(operands) > 1 and "/MCID" in operands[1]
            open_marks.append(has_id or str(operands[0]) == "/Artifact")
        elif name == "EMC":
            open_marks.pop()
        elif name in ("Tj", "TJ", "'", '"') and not any(open_marks):
            untagged += 1
    return untagged


def fonts(pdf):
    """Every font with whether it is in the file, and can be read back as text."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font" and "/DescendantFonts" in found:
            descriptor = found.DescendantFonts[0].FontDescriptor
            is_in = any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
            yield str(found.BaseFont), is_in, "/ToUnicode" in found


def looked_at(path):
    pdf = pikepdf.open(path)
    faults = list(pdf.check_pdf_syntax())
    root, info = pdf.Root, pdf.docinfo
    meta = pdf.open_metadata()
    wanted = {
        "language": "/Lang" in root,
        "title": bool(str(info.get("/Title", ""))) and bool(meta.get("dc:title")),
        "title shown": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
        "tagged": bool(root.get("/MarkInfo", {}).get("/Marked", False)),
        "says PDF/UA-1": meta.get("pdfuaid:part") == "1",
        "tab order": all(page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page),
    }
    faults += [f"lacks: {name}" for name, is_there in wanted.items() if not is_there]
    counts, level, links = collections.Counter(), 0, collections.Counter()
    for role, element, parent in tags(pdf):
        counts[role] += 1
        if role == "Figure" and not str(element.get("/Alt", "")).strip():
            faults.append("a figure without words")
        if role in ROLES_OF_HEADINGS:
            if ROLES_OF_HEADINGS[role] > level + 1:
                faults.append(f"{role} stands below H{level}")
            level = ROLES_OF_HEADINGS[role]
        if role in ("LI",) and (parent is None or str(parent.get("/S")) != "/L"):
            faults.append("an item without a list")
        if role in ("TD", "TH") and str(parent.get("/S")) != "/TR":
            faults.append("a cell without a row")
    for number, page in enumerate(pdf.pages, 1):
        for note in page.get("/Annots", []):
            action = note.get("/A", {})
            links["out" if str(action.get("/S")) == "/URI" else "in"] += 1
            if "/StructParent" not in note or not str(note.get("/Contents", "")):
                faults.append(f"a link without words or tag on page {number}")
        untagged = untagged_text(page)
        if untagged:
            faults.append(f"{untagged} untagged texts on page {number}")
    marks, lost = bookmarks(pdf)
    faults += [f"the bookmark {title} leads nowhere" for title in lost]
    all_fonts = list(fonts(pdf))
    faults += [f"{name} is not embedded or not readable" for name, *good in all_fonts if not all(good)]
    faults += other_readers(path)
    headings = sum(counts[role] for role in ROLES_OF_HEADINGS)
    return {
        "pages": len(pdf.pages), "tags": sum(counts.values()), "headings": headings,
        "lists": counts["L"], "tables": counts["Table"], "figures": counts["Figure"],
        "bookmarks": len(marks), "links in": links["in"], "links out": links["out"],
        "fonts": len(all_fonts), "language": str(root.get("/Lang", "")), "title": str(info.get("/Title", "")),
    }, faults


def other_readers(path):
    faults = []
    if shutil.which("qpdf"):
        check = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
        if check.returncode:
            faults.append(f"qpdf: {check.stdout.strip().splitlines()[-1]}")
    if shutil.which("pdfinfo"):
        shown = subprocess.run(["pdfinfo", "-struct", path], capture_output=True, text=True, errors="replace")
        # Poppler takes it for an error when a file says, as it should, whether its tags are suspect.
        said = [line for line in shown.stderr.splitlines() if "Error" in line and "Suspects object" not in line]
        if shown.returncode or "Document" not in shown.stdout or said:
            faults.append(f"pdfinfo: {said[:1]}")
    if page is None:
        return faults
    report = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_UA_1)
    return faults + [f"PDF/UA-1 {failure.rule_id}: {failure.message}" for failure in report.failures]


def main(names):
    files = [file for name in names for file in (sorted(Path(name).rglob("*.pdf")) if Path(name).is_dir() else [Path(name)])]
    is_faulty = False
    for file in files:
        found, faults = looked_at(file)
        print(f"{file}: " + ", ".join(f"{name} {value}" for name, value in found.items()))
        for fault, times in collections.Counter(faults).items():
            is_faulty = True
            print(f"  FAULT {fault}" + (f" ({times} times)" if times > 1 else ""))
    others = [name for name in ("qpdf", "pdfinfo") if shutil.which(name)] + (["page-validation"] if page else [])
    print(f"{len(files)} files, read by {', '.join(['pikepdf', *others])}")
    return 1 if is_faulty or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
