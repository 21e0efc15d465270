#!/usr/bin/python3
"""The README files: links lead somewhere, programs compile, decks and messages are those of the sources, a picture is drawn.

Usage: pages_test.py SOURCE_DIR COMPILER
"""

import pathlib
import re
import subprocess
import sys
import tempfile

MOST_LINES = 150  # of the main page


def text_of(page):
    """Without code, in which brackets are no links."""
    return re.sub(r"^```.*?^```|^    .*?$|`[^`\n]*`", "", page.read_text(), flags=re.M | re.S)


def anchors(page):
    """The anchors that GitHub makes of the headings of a page."""
    found = {}
    for heading in re.findall(r"^#+ (.*)$", page.read_text(), re.M):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")
        found[name] = found.get(name, -1) + 1
    return {f"{name}-{i}" if i else name for name, count in found.items() for i in range(count + 1)}


def link_faults(page):
    for link in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text_of(page)):
        path, _, anchor = "".join(link).partition("#")
        if re.match(r"\w+:", path):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            yield f"{page}: the link to {path} leads nowhere"
        elif anchor and anchor not in anchors(target):
            yield f"{page}: {target} has no heading for #{anchor}"


def program_faults(source, compiler):
    """Programs in include/README.md compile."""
    page = source / "include" / "README.md"
    mpi = subprocess.run(["mpicxx", "--showme:compile"], capture_output=True, text=True, check=True).stdout.split()
    commands = {"cpp": [compiler, "-std=c++20", "-x", "c++"], "c": ["mpicc", "-std=c99", "-x", "c"]}
    for language, program in re.findall(r"^```(cpp|c)\n(.*?)^```", page.read_text(), re.M | re.S):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(program)
            file.flush()
            done = subprocess.run([*commands[language], "-fsyntax-only", f"-I{source / 'include'}", *mpi, file.name],
                                  capture_output=True, text=True)
        if done.returncode != 0:
            yield f"{page}: a program does not compile:\n{done.stderr}"


def deck_faults(source):
    """Each deck is listed in input/README.md."""
    page = source / "input" / "README.md"
    listed = set(re.findall(r"\]\(([\w-]+\.toml)\)", page.read_text()))
    for deck in sorted(path.name for path in page.parent.glob("*.toml")):
        if deck not in listed:
            yield f"{page}: {deck} is missing"


def message_faults(source):
    """The messages in jobs/README.md are those of the sources, but for what stands for a name or a number."""
    known = ""
    for folder, patterns in (("src", ["**/*.[ch]pp"]), ("jobs", ["*.sh", "*.sbatch"]), ("postprocess", ["**/*.py"])):
        for pattern in patterns:
            known += "\n".join(re.sub(r'"\s*\n\s*f?"', "", path.read_text()).replace('\\"', '"') for path in (source / folder).glob(pattern))
    page = source / "jobs" / "README.md"
    rows = re.findall(r"^\| (`.*?) \| ", page.read_text().partition("## Troubleshooting")[2], re.M)
    for row in rows:
        if "Open MPI" in row:
            continue
        for message in re.findall(r"`([^`]*)`", row):
            for part in re.split(r"\.\.\.|: |[,;] |\(|\[run\]|\d+|\b(?:[a-z]+\.[a-z_]+|FILE|DECK|N|NAME|expected|found|warning)\b", message):
                if len(part.strip()) > 7 and part.strip() not in known:
                    yield f"{page}: no message has '{part.strip()}', of '{message}'"
    if not rows:
        yield f"{page}: no messages found"


def figure_faults(source):
    """The picture of the method can be drawn again."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "method.png"
        done = subprocess.run([sys.executable, "-B", source / "postprocess" / "method_figure.py", file], capture_output=True, text=True)
        if done.returncode != 0 or not file.exists():
            yield f"method_figure.py: {done.stderr}"


def main():
    source = pathlib.Path(sys.argv[1])
    pages = [source / "README.md", *sorted(source.glob("*/README.md")), *sorted(source.glob("input/tutorials/*.md"))]
    faults = [fault for page in pages for fault in link_faults(page)]
    lines = pages[0].read_text().count("\n")
    if lines > MOST_LINES:
        faults.append(f"{pages[0]}: expected at most {MOST_LINES} lines, found {lines}")
    faults += [*program_faults(source, sys.argv[2]), *deck_faults(source), *message_faults(source), *figure_faults(source)]
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults in {len(pages)} pages")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
