# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program that was compiled against the headers relies on: sizes and offsets of the public
structs and the values of the constants (abi.txt), the exported symbols (symbols.txt), the soname; and
what the library may not import.

`abi.py --record` writes abi.txt anew, for a version that may change it (docs/abi.md)."""

import os
import re
import shlex
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("APLOC_SOURCE") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CC = shlex.split(os.environ.get("APLOC_CC", "cc"))
RECORD = os.path.join(SOURCE, "tests", "abi.txt")
# What prints, exits, reads the environment or the locale, or changes something of the host.
FORBIDDEN = re.compile(
    r"abort|_?exit|v?f?printf|puts|putchar|perror|setlocale|localeconv|strto[dfl]|ato[fil]|s?scanf|s?rand|"
    r"s?random|[gs]etenv|signal|sigaction|__assert_fail|omp_set_.*|gsl_set_error_handler.*|umask|chdir|system")


def headers():
    folder = os.path.join(SOURCE, "include", "aploc")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".h"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)


def members(body):
    """The names that the body of a struct declares: `double a, b[3];` and `int (*f)(void);`."""
    for declaration in filter(None, map(str.strip, body.split(";"))):
        function = re.search(r"\(\*(\w+)\)", declaration)
        if function:
            yield function.group(1)
            continue
        for name in declaration.split(","):
            yield re.search(r"(\w+)\s*(\[[^]]*\]\s*)*$", name.strip()).group(1)


def program():
    """C that prints the table: every struct with its members, every constant."""
    lines = []
    for text in headers():
        structs = re.findall(r"typedef struct (\w+) \{([^}]*)\} \1;", text)
        enums = re.findall(r"typedef enum (\w+) \{([^}]*)\} \1;|enum \{([^}]*)\};", text)
        # Nothing is passed over.
        assert len(structs) == len(re.findall(r"\bstruct \w* ?\{", text)), text
        assert len(enums) == len(re.findall(r"\benum\b[^;{]*\{", text)), text
        for name, body in structs:
            lines.append(f'printf("struct {name} %zu %zu\\n", sizeof({name}), _Alignof({name}));')
            for member in members(body):
                size = f"sizeof((({name} *)0)->{member})"
                lines.append(f'printf("  {member} %zu %zu\\n", offsetof({name}, {member}), {size});')
        for name, body, other in enums:
            lines.append(f'printf("enum {name or "-"} %zu\\n", sizeof({name or "int"}));')
            for constant in re.findall(r"\b(APLOC_\w+)\s*(?:=[^,]*)?(?:,|$)", (body or other).strip()):
                lines.append(f'printf("  {constant} %lld\\n", (long long){constant});')
        for constant in re.findall(r"^#define (APLOC_\w+) [-+(]*(?:\d|INT|\(?int)", text, re.M):
            if not constant.startswith("APLOC_VERSION"):
                lines.append(f'printf("define {constant} %lld\\n", (long long){constant});')
    return ("#include <aploc/aploc.h>\n#include <stddef.h>\n#include <stdio.h>\nint main(void)\n{\n"
            + "\n".join(lines) + "\nreturn 0;\n}\n")


def table():
    with tempfile.TemporaryDirectory(prefix="aploc-abi-") as folder:
        source, built = os.path.join(folder, "abi.c"), os.path.join(folder, "abi")
        with open(source, "w", encoding="utf-8") as file:
            file.write(program())
        subprocess.run([*CC, "-std=c11", "-I", os.path.join(SOURCE, "include"), source, "-o", built],
                       check=True)
        return subprocess.run([built], check=True, capture_output=True, text=True).stdout


def names_of(library, *options):
    lines = subprocess.run(["nm", "-D", *options, library], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    return sorted(line.split()[-1].split("@")[0] for line in lines)


def check_library(tap, library):
    exported = [n for n in names_of(library, "--defined-only") if n != "APLOC_0"]
    with open(os.path.join(SOURCE, "tests", "symbols.txt"), encoding="utf-8") as file:
        expected = file.read().split()
    tap.equal((sorted(set(expected) - set(exported)), sorted(set(exported) - set(expected))), ([], []),
              "exports the symbols of symbols.txt and no others (missing, surplus)")
    imported = names_of(library, "--undefined-only")
    if any(name.startswith("__asan_") for name in imported):
        tap.skip("imports nothing forbidden", "sanitizers import for themselves")
    else:
        tap.equal([n for n in imported if FORBIDDEN.fullmatch(n)], [],
                  "imports nothing that prints, exits or changes the host")
    facts = subprocess.run(["readelf", "-dW", library], check=True, capture_output=True,
                           text=True).stdout
    tap.check("soname: [libaploc.so.0]" in facts, "has a soname", facts)
    tap.check("NODELETE" in facts, "cannot be unloaded under its threads", facts)


def check_table(tap):
    if os.uname().machine != "x86_64" or sys.maxsize < 2 ** 40:
        tap.skip("the table", "it is of x86-64")
        return
    with open(RECORD, encoding="utf-8") as file:
        recorded = [line for line in file.read().splitlines() if not line.startswith("#")]
    found = table().splitlines()
    tap.check(len(found) > 500 and sum(line.startswith("struct ") for line in found) > 60,
              f"the table has {len(found)} lines")
    differ = [f"line {k + 1}: found '{a}', recorded '{b}'"
              for k, (a, b) in enumerate(zip(found, recorded)) if a != b]
    if not differ and len(found) != len(recorded):
        differ = [f"found {len(found)} lines, recorded {len(recorded)}"]
    tap.check(not differ, "structs and constants are those of abi.txt",
              "\n".join([*differ[:10], "tests/abi.py --record, when docs/abi.md allows it"]))


def main():
    if "--record" in sys.argv:
        with open(RECORD, "w", encoding="utf-8") as file:
            file.write("# Written by abi.py --record, on x86-64. struct NAME SIZE ALIGNMENT, its members with\n"
                       "# OFFSET SIZE; enum NAME SIZE, its constants with VALUE; define NAME VALUE.\n" + table())
        return
    from tap import Tap
    tap = Tap()
    check_table(tap)
    check_library(tap, os.environ["APLOC_LIBRARY"])
    tap.done()


main()
