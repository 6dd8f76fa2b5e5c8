# SPDX-License-Identifier: GPL-3.0-or-later
"""The man pages and the completions say what the help of each command says: the same options, no more
and no less; formatters and linters find nothing in them."""

import os
import re
import shutil
import subprocess
import tempfile

from tap import COMMAND, SOURCE, Tap, run

CLI = os.path.join(SOURCE, "examples", "cli")
PAGES = os.path.join(CLI, "man")
WORDS = re.findall(r"^  aploc ([a-z][a-z-]*) ", run(["--help"]).stdout, re.M)
# The choices of options whose help calls them WAY, AREA and the like.
CHOICES = {"--assign": "thresholds shares ceilings both list", "--scope": "nation region department",
           "--straddle": "lower upper nearest", "--ties": "code together", "--regions": "own majority",
           "--disagreement": "keep largest", "--kinds": "substitution quarter exchange"}
tap = Tap()


def options_of_help(word):
    """{option: [value, …]} by --help; a value is "" where the option has none."""
    options = {}
    for option, value in re.findall(r"^(?:  -., |      )(--[a-z][a-z-]*)(?:=(\S+))?",
                                    run([word, "--help"]).stdout, re.M):
        options.setdefault(option, []).append(value)
    return options


HELP = {word: options_of_help(word) for word in WORDS}


def text_of(page):
    with open(os.path.join(PAGES, page), encoding="utf-8") as file:
        return file.read().replace("\\-", "-").replace("\\fB", "").replace("\\fI", "").replace("\\fR", "")


def options_of_page(text):
    """The options that stand in the heads of its entries."""
    heads = re.findall(r"^\.T[PQ]\n(.*)$", text, re.M)
    return {option for head in heads for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", head)}


def pages():
    tap.equal(sorted(os.listdir(PAGES)), sorted(["aploc.1"] + [f"aploc-{word}.1" for word in WORDS]),
              "a page for the command and for each of its words")
    version = ".".join(run(["--version"]).stdout.split()[1].split(".")[:2])
    summaries = dict(re.findall(r"^  aploc ([a-z][a-z-]*) +(.*)$", run(["--help"]).stdout, re.M))
    main = text_of("aploc.1")
    tap.equal(re.findall(r"^\.BR aploc-([a-z-]+) \(1\)$", main, re.M), WORDS,
              "aploc(1) lists the commands in the order of --help")
    for word in WORDS:
        text = text_of(f"aploc-{word}.1")
        tap.equal(sorted(options_of_page(text)), sorted(HELP[word]),
                  f"aploc-{word}(1) has the options of --help")
        tap.check(f'.TH APLOC-{word.upper()} 1 ' in text and f'"aploc {version}"' in text
                  and f" aploc-{word} - {summaries[word]} .SH" in " ".join(text.split()),
                  f"aploc-{word}(1) has its name, its version and the summary of --help")
        tap.check(all(section in text for section in (".SH SYNOPSIS", ".SH EXIT STATUS",
                                                      ".SH EXAMPLES", ".SH SEE ALSO")),
                  f"aploc-{word}(1) has its sections")
        others = set(re.findall(r"^\.BR aploc-([a-z-]+) \(1\)", text, re.M)) - set(WORDS)
        tap.check(not others, f"aploc-{word}(1) refers to pages that there are", others)


def examples_parse():
    """Each example is a call that the command understands: its options are those of the word."""
    for word in WORDS:
        section = text_of(f"aploc-{word}.1").split(".SH EXAMPLES\n")[1].split(".SH ")[0]
        calls = re.findall(r"^aploc (.*(?:\\e\n.*)*)", section, re.M)
        for call in calls:
            used = re.findall(r"(--[a-z][a-z-]*)", call)
            tap.check(call.startswith(word + " ") and all(o in HELP[word] for o in used),
                      f"an example of {word}: {call.splitlines()[0]}")


def linters():
    for page in sorted(os.listdir(PAGES)):
        path = os.path.join(PAGES, page)
        if shutil.which("man"):
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path],
                                  env=dict(os.environ, LC_ALL="C.UTF-8", MANROFFSEQ=""), timeout=60,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                  check=False)
            tap.equal(done.stderr, "", f"man has no warning of {page}")
        else:
            tap.skip(f"man has no warning of {page}", "no man")
        if shutil.which("mandoc"):
            done = subprocess.run(["mandoc", "-T", "lint", path], capture_output=True, text=True,
                                  timeout=60, check=False)
            tap.equal(done.stdout, "", f"mandoc finds nothing in {page}")
        else:
            tap.skip(f"mandoc finds nothing in {page}", "no mandoc")


def bash(calls, folder):
    """What bash completes for each list of words, the last of them being typed."""
    script = [f'source "{CLI}/completion/aploc.bash"', f'PATH="{os.path.dirname(COMMAND)}:$PATH"',
              't() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _aploc aploc;'
              ' printf "%s\\n" "${COMPREPLY[@]}"; echo "=="; }']
    script += ["t " + " ".join(f"'{w}'" for w in ["aploc"] + call) for call in calls]
    done = subprocess.run(["bash", "--norc", "-c", "\n".join(script)], cwd=folder, text=True, timeout=300,
                          capture_output=True, check=False, env=dict(os.environ, LC_ALL="C.UTF-8"))
    tap.equal(done.stderr, "", "bash: nothing is said")
    return [sorted(filter(None, part.split("\n"))) for part in done.stdout.split("==\n")][:-1]


def listed(word, keep=lambda name: True):
    return sorted(n for n in (line.split()[0] for line in run([word, "list"]).stdout.splitlines()) if keep(n))


def in_bash():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.csv", "b.ini", "c.h5"):
            open(os.path.join(folder, name), "w", encoding="utf-8").close()
        os.mkdir(os.path.join(folder, "folder"))
        with open(os.path.join(folder, "communes.csv"), "w", encoding="utf-8") as file:
            file.write("code,région,$(touch ran),`touch ran`\n01,x,y,z\n")
        cases = {("",): WORDS + ["--help", "--version"], ("com",): ["compare", "compute"]}
        for word in WORDS:
            cases[word, "--"] = list(HELP[word])
        for word, options in HELP.items():
            for option, values in options.items():
                choices = [v.split("|") for v in values if re.fullmatch(r"[a-z|]*\|[a-z|]*", v)]
                if choices:
                    cases[word, option, ""] = cases[word, option, "=", ""] = choices[0]
        for option, choices in CHOICES.items():
            cases["zone", option, ""] = choices.split()
        cases["compute", "--unknown", "=", "s"] = ["skip"]
        cases["compute", "--method", "mg-20"] = ["mg-2010", "mg-2015"]
        cases["compute", "--method", ""] = listed("methods") + ["b.ini", "folder"]
        cases["zone", "--rules", ""] = listed("zonings", lambda n: not n.startswith("aid-")) + ["b.ini", "folder"]
        cases["aid", "--aid", ""] = listed("zonings", lambda n: n.startswith("aid-")) + ["b.ini", "folder"]
        cases["compute", "--communes", ""] = ["a.csv", "b.ini", "c.h5", "communes.csv", "folder"]
        cases["compute", "--times", "=", "a"] = ["a.csv"]
        cases["verify", ""] = ["c.h5", "folder"]
        cases["rerun", ""] = ["b.ini", "folder"]
        cases["synth", ""] = cases["rerun", "--output", ""] = ["folder"]
        cases["methods", ""] = ["list", "show"]
        cases["zonings", "show", "aid-2"] = listed("zonings", lambda n: n.startswith("aid-"))
        cases["compute", "--threads", ""] = []
        cases["zone", "--communes", "communes.csv", "--mesh", "co"] = ["code"]
        cases["zone", "--communes", "=", "communes.csv", "--mesh", "=", "$"] = ["\\$\\(touch\\ ran\\)"]
        found = bash([list(call) for call in cases], folder)
        tap.equal(len(found), len(cases), "bash answers each")
        for (call, expected), answer in zip(cases.items(), found):
            tap.equal(answer, sorted(expected), "bash completes: aploc " + " ".join(call))
        tap.check(not os.path.exists(os.path.join(folder, "ran")),
                  "what stands in a table is completed and never run")


def choices_are_taken():
    """The words of CHOICES, which no help lists, are all that the command takes."""
    for option, choices in CHOICES.items():
        for choice in choices.split() + ["nothing-of-it"]:
            done = run(["zone", option, choice, *(["--solve"] if option == "--kinds" else [])])
            refused = f"found {option}" in done.stderr and choice in done.stderr
            tap.equal(refused, choice == "nothing-of-it", f"zone {option} {choice}")


def in_zsh():
    if not shutil.which("zsh"):
        tap.skip("zsh completes", "no zsh")
        return
    # What the function gives to _arguments and _describe.
    script = [f'PATH="{os.path.dirname(COMMAND)}:$PATH"', "_arguments() { print -rl -- $@ }",
              "_describe() { print -rl -- ${(P)4} }", f'source "{CLI}/completion/aploc.zsh"',
              "words=(aploc c); CURRENT=2; _aploc; print END"]
    script += [f"words=(aploc {word} x); CURRENT=3; _aploc; print END" for word in WORDS]
    done = subprocess.run(["zsh", "-f", "-c", "\n".join(script)], text=True, capture_output=True, timeout=300,
                          check=False)
    tap.equal(done.stderr, "", "zsh: nothing is said")
    parts = done.stdout.split("END\n")
    tap.equal([line.split(":")[0] for line in parts[0].splitlines()], WORDS, "zsh completes the commands")
    for word, part in zip(WORDS, parts[1:]):
        specs = re.findall(r"^\*?(--[a-z-]+)(=?)\[(.*?)\](.*)$", part, re.M)
        tap.equal(sorted((option, bool(equals)) for option, equals, _, _ in specs),
                  sorted((o, bool(v)) for o, values in HELP[word].items() for v in values),
                  f"zsh completes the options of {word}")
        wrong = [s for s in specs if not s[2] or (s[1] and not re.fullmatch(r":[^:]+:[^:]+", s[3]))]
        tap.check(not wrong, f"each has words and an action: {word}", wrong)


pages()
examples_parse()
linters()
in_bash()
choices_are_taken()
in_zsh()
tap.done()
