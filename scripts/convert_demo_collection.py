#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Converts unpacked Debian documentation packages to JSON lines, one file a work.

Called by fetch-demo-collection.sh. The order of works, files and sections is fixed, so the same
packages give the same bytes. Only the Python standard library is used.
"""

import argparse
import concurrent.futures
import gzip
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

FILES = pathlib.Path()
CELL = "\x1f"  # stands before each cell of a table until its row is one line


class Extractor(html.parser.HTMLParser):
    """The text of a page, in sections that begin at headings of chosen levels.

    `sections` are [anchor, heading, lines]; the first has no heading unless the page starts with one.
    """

    BLOCKS = {
        "address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figure", "h1",
        "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
    }
    SKIPPED_TAGS = {"script", "style", "nav", "header", "aside", "footer", "form", "button", "noscript"}
    SKIPPED_CLASSES = {
        "toc", "navheader", "navfooter", "related", "sphinxsidebar", "headerlink", "footer",
        "toctree-wrapper", "head", "foot", "embedded", "Nd", "Os",
    }
    VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

    def __init__(self, root_id=None, split=()):
        super().__init__(convert_charrefs=True)
        self.root_id = root_id
        self.split = set(split)
        self.sections = [["", "", []]]
        self.line = []
        self.title = []
        self.in_title = False
        self.heading = None  # the tag of the splitting heading we are in
        self.first_heading = ""
        self.first_heading_parts = None
        self.skip = None  # [tag, depth] of the skipped element we are in
        self.root_depth = 0 if root_id else None  # None: everything is inside
        self.pre = 0
        self.anchor = ""

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if self.skip:
            if tag == self.skip[0] and tag not in self.VOID:
                self.skip[1] += 1
            return
        if tag == "title":
            self.in_title = True
            return
        if self.root_depth is not None:
            if self.root_depth:
                self.root_depth += tag == "div"
            elif names.get("id") == self.root_id:
                self.root_depth = 1
            if not self.root_depth:
                return
        classes = set((names.get("class") or "").split())
        if tag in self.SKIPPED_TAGS or classes & self.SKIPPED_CLASSES:
            if tag not in self.VOID:
                self.skip = [tag, 1]
            return
        identifier = names.get("id") or (names.get("name") if tag == "a" else None)
        if identifier and tag in ("section", "a", "h1", "h2", "h3", "h4"):
            self.anchor = identifier
            if self.heading:
                self.sections[-1][0] = identifier
        if tag in self.BLOCKS and not self.heading:
            self.end_line()
        if tag in ("td", "th"):
            self.line.append(CELL)
        if tag == "pre":
            self.pre += 1
        if tag in self.split:
            self.heading = tag
            self.sections.append([self.anchor, "", []])
        elif tag in ("h1", "h2") and not self.first_heading:
            self.first_heading_parts = []

    def handle_startendtag(self, tag, attributes):
        # In XHTML an empty <a id="x"/> has no end tag.
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.skip:
            if tag == self.skip[0]:
                self.skip[1] -= 1
                if not self.skip[1]:
                    self.skip = None
            return
        if tag == "title":
            self.in_title = False
            return
        if self.root_depth is not None:
            if not self.root_depth:
                return
            if tag == "div":
                self.root_depth -= 1
        if tag == self.heading:
            self.sections[-1][1] = tidy("".join(self.line))
            self.line = []
            self.heading = None
            return
        if tag in ("h1", "h2") and self.first_heading_parts is not None:
            self.first_heading = tidy("".join(self.first_heading_parts))
            self.first_heading_parts = None
        if tag in self.BLOCKS and not self.heading:
            self.end_line()
        if tag == "pre":
            self.pre = max(0, self.pre - 1)

    def handle_data(self, data):
        if self.in_title:
            self.title.append(data)
            return
        if self.skip or self.root_depth == 0:
            return
        if self.first_heading_parts is not None:
            self.first_heading_parts.append(data)
        if self.pre and not self.heading:
            first, *rest = data.split("\n")
            self.line.append(first)
            for part in rest:
                self.end_line()
                self.line.append(part)
        else:
            self.line.append(data)

    def end_line(self):
        text = "".join(self.line)
        text = text.replace(CELL, " ").rstrip() if self.pre else tidy(text)
        self.line = []
        if text.strip():
            self.sections[-1][2].append(text)


def tidy(text):
    """Text on one line; the blank that a line break leaves inside a Japanese word is taken out."""
    text = re.sub(r"[^\S\x1f]+", " ", text).strip()
    wide = "[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]"
    text = re.sub(f"(?<={wide}) (?={wide})", "", text)
    return re.sub(f" ?{CELL} ?", " ", text).strip()


def language(text):
    """en, ja, or mixed: Japanese pages may hold parts that nobody has translated yet."""
    letters = [c for c in text if c.isalpha()]
    japanese = sum("\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" for c in letters)
    if japanese * 50 < len(letters):
        return "en"
    return "ja" if japanese * 3 >= len(letters) else "mixed"


def document(work, identifier, title, lines, tags, url):
    """A document, or nothing for a page without text or a Japanese page that nobody translated."""
    title = unicodedata.normalize("NFC", title)
    body = "\n".join(lines).strip()
    if not title or len(body) < 20:
        return None
    written_in = language(title + body)
    if written_in == "en" and identifier.startswith("ja/"):
        return None
    return {
        "id": f"{work}/{identifier}", "title": title, "body": body,
        "lang": written_in, "tags": [work, *tags], "url": url,
    }


def convert_libreoffice(item):
    locale, name = item
    package = "libreoffice-help-" + ("en-us" if locale == "en-US" else locale)
    folder = FILES / package / "usr/share/libreoffice/help"
    page = Extractor(root_id="DisplayArea")
    page.feed((folder / locale / name).read_text("utf-8", "replace"))
    page.end_line()
    title = tidy("".join(page.title)) or page.first_heading
    module = name.split("/")[1]
    return [document(
        "libreoffice-help", f"{locale}/{name.removesuffix('.html')}", title,
        page.sections[0][2], [module], f"https://help.libreoffice.org/latest/{locale}/{name}")]


def libreoffice():
    items = []
    for locale, package in (("en-US", "libreoffice-help-en-us"), ("ja", "libreoffice-help-ja")):
        folder = FILES / package / "usr/share/libreoffice/help" / locale
        items += [(locale, str(path.relative_to(folder))) for path in folder.glob("text/**/*.html")]
    return convert_libreoffice, sorted(items)


# Manuals of chapters that are cut into sections: folder, which files, address of a page.
MANUALS = {
    "debian-reference": [
        ("en", "debian-reference-en", "usr/share/debian-reference", r"(ch|ap)\w+\.en\.html",
         "https://www.debian.org/doc/manuals/debian-reference/{name}"),
        ("ja", "debian-reference-ja", "usr/share/debian-reference", r"(ch|ap)\w+\.ja\.html",
         "https://www.debian.org/doc/manuals/debian-reference/{name}"),
    ],
    "debian-policy": [
        ("en", "debian-policy", "usr/share/doc/debian-policy/policy.html", r"(ch|ap)-[\w-]+\.html",
         "https://www.debian.org/doc/debian-policy/{name}"),
        ("ja", "debian-policy-ja", "usr/share/doc/debian-policy/ja/policy.html",
         r"(ch|ap)-[\w-]+\.html", "https://www.debian.org/doc/debian-policy/{name}"),
    ],
    "developers-reference": [
        ("en", "developers-reference", "usr/share/developers-reference",
         r"(?!index|search|genindex|developers-reference)[\w-]+\.html",
         "https://www.debian.org/doc/manuals/developers-reference/{name}"),
        ("ja", "developers-reference-ja", "usr/share/developers-reference/ja",
         r"(?!index|search|genindex|developers-reference)[\w-]+\.html",
         "https://www.debian.org/doc/manuals/developers-reference/{name}"),
    ],
    "debian-faq": [
        ("en", "debian-faq", "usr/share/doc/debian/FAQ", r"(?!index)[\w-]+\.en\.html",
         "https://www.debian.org/doc/manuals/debian-faq/{name}"),
        ("ja", "debian-faq-ja", "usr/share/doc/debian/FAQ/ja", r"(?!index)[\w-]+\.ja\.html",
         "https://www.debian.org/doc/manuals/debian-faq/{name}"),
    ],
    "maint-guide": [
        ("en", "maint-guide", "usr/share/doc/maint-guide/html", r"(?!index)[\w-]+\.en\.html",
         "https://www.debian.org/doc/manuals/maint-guide/{name}"),
        ("ja", "maint-guide-ja", "usr/share/doc/maint-guide-ja/html", r"(?!index)[\w-]+\.ja\.html",
         "https://www.debian.org/doc/manuals/maint-guide/{name}"),
    ],
}


def convert_manual(item):
    work, locale, path, address = item
    page = Extractor(split=("h1", "h2", "h3", "h4"))
    page.feed(pathlib.Path(path).read_text("utf-8", "replace"))
    page.end_line()
    stem = re.sub(r"(\.\w\w)?\.html$", "", pathlib.Path(path).name)
    documents = []
    used = set()
    for number, (anchor, heading, lines) in enumerate(page.sections):
        name = anchor or str(number)
        if name in used:
            name = f"{name}-{number}"
        used.add(name)
        url = f"{address}#{anchor}" if anchor else address
        documents.append(document(work, f"{locale}/{stem}#{name}", heading, lines, [], url))
    return documents


def manual(work):
    items = []
    for locale, package, folder, pattern, address in MANUALS[work]:
        for path in sorted((FILES / package / folder).glob("*.html")):
            if re.fullmatch(pattern, path.name):
                items.append((work, locale, str(path), address.format(name=path.name)))
    return convert_manual, items


def convert_page(item):
    locale, path = item
    with gzip.open(path) as file:
        source = file.read()
    if source.lstrip().startswith(b".so "):
        return []
    mandoc = FILES / "mandoc/usr/bin/mandoc"
    output = subprocess.run(
        [mandoc, "-K", "utf-8", "-T", "html", "-O", "fragment"], input=source,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    page = Extractor()
    page.feed(output.decode("utf-8", "replace"))
    page.end_line()
    name, section = re.fullmatch(r"(.+)\.(\d\w*)\.gz", os.path.basename(path)).groups()
    lines = page.sections[0][2]
    title = f"{name}({section})"
    # The line after the heading NAME says in a few words what the page is about.
    if len(lines) > 1 and len(lines[1]) < 200 and re.search(r" [-–—―] ?", lines[1]):
        title += " " + re.split(r" [-–—―] ?", lines[1], maxsplit=1)[1]
    suffix = "" if locale == "en" else f".{locale}"
    return [document(
        "manpages", f"{locale}/{name}.{section}", title, lines, [f"section-{section[0]}"],
        f"https://manpages.debian.org/{name}.{section}{suffix}.html")]


def pages():
    items = []
    for locale, packages, folder in (
        ("en", ("manpages", "manpages-dev"), "usr/share/man"),
        ("ja", ("manpages-ja", "manpages-ja-dev"), "usr/share/man/ja"),
    ):
        found = []
        for package in packages:
            for path in (FILES / package / folder).glob("man*/*.gz"):
                if path.is_file() and not path.is_symlink():
                    found.append((path.parent.name, path.name, str(path)))
        items += [(locale, path) for _, _, path in sorted(found)]
    return convert_page, items


def convert(work, pool):
    """The documents of a work: no id twice, and no page that is the same text as another."""
    if work == "libreoffice-help":
        function, items = libreoffice()
    elif work == "manpages":
        function, items = pages()
    else:
        function, items = manual(work)
    identifiers = set()
    texts = set()
    for group in pool.map(function, items, chunksize=32):
        for entry in group:
            if entry is None or entry["id"] in identifiers:
                continue
            text = (entry["title"], entry["body"])
            if text in texts:
                continue
            identifiers.add(entry["id"])
            texts.add(text)
            yield entry


def set_files(path):
    global FILES
    FILES = pathlib.Path(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", required=True, help="the folder of unpacked packages")
    parser.add_argument("--out", required=True, help="the folder to write to")
    parser.add_argument("--minimum-works", type=int, default=0)
    parser.add_argument("--minimum-documents", type=int, default=0)
    parser.add_argument("works", nargs="*")
    options = parser.parse_args()
    set_files(options.files)
    total = complete = 0
    with concurrent.futures.ProcessPoolExecutor(
        initializer=set_files, initargs=(options.files,)) as pool:
        for work in options.works:
            counts = {"en": 0, "ja": 0, "mixed": 0}
            with open(os.path.join(options.out, work + ".jsonl"), "w", encoding="utf-8") as file:
                for entry in convert(work, pool):
                    json.dump(entry, file, ensure_ascii=False)
                    file.write("\n")
                    counts[entry["lang"]] += 1
            number = sum(counts.values())
            total += number
            complete += counts["en"] > 0 and counts["ja"] > 0
            print(
                f"{work}: {number} documents ({counts['en']} en, {counts['ja']} ja, "
                f"{counts['mixed']} mixed)")
    print(f"total: {total} documents of {complete} works in two languages")
    if complete < options.minimum_works or total < options.minimum_documents:
        sys.exit(
            f"convert_demo_collection: {total} documents of {complete} works in two languages, but "
            f"{options.minimum_documents} of {options.minimum_works} are needed")


if __name__ == "__main__":
    main()
