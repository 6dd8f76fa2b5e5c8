# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of every command: an option that says one thing is refused when it is given again, also by a
shorter name; those that may be repeated are not."""

import os
import re
import subprocess
import sys

from tap import Tap, run

tap = Tap()
WORDS = re.findall(r"^  aploc ([a-z][a-z-]*) ", run(["--help"]).stdout, re.M)
CHANGES = {"--add", "--set", "--close", "--demand", "--time", "--remove"}
REPEATED = {"aid": {"--code", "--column"}, "audit": {"--column", "--overlay"},
            "carry": {"--column", "--poles"}, "check": {"--column", "--keep"},
            "compare": {"--by", "--below", "--column"}, "compute": {"--column", "--keep"},
            "convert": {"--column"}, "diff": {"--by", "--column"},
            "summary": {"--below", "--column"}, "weights": {"--column", "--keep"},
            "what-if": {"--below", "--column", "--keep"} | CHANGES, "zone": {"--column", "--overlay"}}


def again(word, *options):
    done = run([word, *options])
    return done.returncode == 2 and not done.stdout and re.match(
        rf"aploc {word}: found {options[0].split('=')[0]} again, expected it once\n", done.stderr)


for word in WORDS:
    text = run([word, "--help"]).stdout
    options = sorted(set(re.findall(r"^(?:  -., |      )(--[a-z][a-z-]*)=", text, re.M)))
    repeated = REPEATED.get(word, set())
    # All of the longest, of the others what may be repeated and one that may not.
    single = [option for option in options if option not in repeated]
    tried = options if word in ("compute", "what-if") else sorted(repeated) + single[-1:]
    refused = {option for option in tried if again(word, f"{option}=1", f"{option}=1")}
    tap.equal(set(tried) - refused, repeated, f"{word}: what may be given again")
    plain = set(re.findall(r"^(?:  -., |      )(--[a-z][a-z-]*)(?: |$)", text, re.M))
    plain = sorted(plain - {"--help", "--usage"}) * 2
    tap.check(" again" not in run([word, *plain]).stderr, f"{word}: what has no value may")

tap.check(again("compute", "--method", "--method", "--meth", "x"), "a shorter name, apart from the value")
done = run(["compute", "--method", "a", "--method", "b", "--help"])
tap.check(done.returncode == 2 and "found --method again" in done.stderr, "help that comes too late")
done = run(["compute", "--help", "--method", "a", "--method", "b"])
tap.check(done.returncode == 0 and done.stdout.startswith("Usage: "), "help that comes first")
done = run(["compute", "--nothing", "--method", "a", "--method", "b"])
tap.check(done.returncode == 2 and "unrecognized option '--nothing'" in done.stderr,
          "an option that there is not", done.stderr)
done = run(["what-if", "--demand", "auto", "--demand", "ages", "--close", "1"])
tap.check(done.returncode == 2 and "found --demand ages again, expected it once" in done.stderr,
          "what the demand is made of", done.stderr)

# The runtime of gcc says how long it waits awake; another, or a build under a sanitizer, has nothing to show.
def waiting(**wishes):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "PWD")}
    environment |= {"PWD": os.getcwd(), "OMP_DISPLAY_ENV": "verbose"} | wishes
    done = run(["--version"], env=environment)
    return re.findall(r"GOMP_SPINCOUNT = '([0-9]+)'", done.stderr)


if waiting() and os.environ.get("APLOC_SANITIZE", "none") == "none":
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"])
              for _ in range(len(os.sched_getaffinity(0)))]
    tap.equal(waiting(), ["3000"], "threads wait shortly where others are at work")
    tap.equal(waiting(GOMP_SPINCOUNT="17"), ["17"], "unless it is wished otherwise")
    tap.equal(waiting(OMP_WAIT_POLICY="passive"), ["0"], "or that they do not wait awake at all")
    for other in others:
        other.kill()
        other.wait()
else:
    tap.skip("threads wait shortly where others are at work", "the runtime does not say")
tap.done()
