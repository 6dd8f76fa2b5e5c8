# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc compute: the demo territory, inputs of other forms, the variants of the measure, a whole country."""

import gzip
import os
import re
import shutil
import tempfile

from tap import SHARED, SOURCE, Tap, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
CALL = ["compute", "--communes", DEMO + "/communes.csv", "--times", DEMO + "/times.csv",
        "--method", "mg-2015"]


def compute_on_the_demo():
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.csv")
        done = run(CALL + ["--output", out])
        tap.equal(done.returncode, 0, "the demo territory computes")
        rows, communes = rows_of(out), rows_of(DEMO + "/communes.csv")
        tap.equal(list(rows[0]), ["code", "name", "apl", "population", "standardised", "supply"],
                  "the columns are those that scripts rely on")
        tap.equal([r["code"] for r in rows], [c["code"] for c in communes],
                  "a row per commune, in the order of the file")
        tap.equal([(r["name"], float(r["population"]), float(r["standardised"]), float(r["supply"]))
                   for r in rows],
                  [(c["name"], float(c["population"]), float(c["standardised"]),
                    float(c["supply"])) for c in communes], "the inputs come back to the bit")
        obtained = sum(float(r["apl"]) * float(r["standardised"]) for r in rows)
        demand = sum(float(r["standardised"]) for r in rows)
        summary = dict(re.findall(r"^(\w[\w .]*\w|share below 2\.5)  +(.*)$", done.stderr, re.M))
        tap.check({"method", "communes", "pairs used", "demand", "supply", "lost supply",
                   "unreached", "weighted mean"} <= set(summary)
                  and re.search(r"^share below 2\.5 +[\d.]+ % of people$", done.stderr, re.M),
                  "the summary says what was done", done.stderr)
        mean = float(re.search(r"^weighted mean +([\d.]+)", done.stderr, re.M).group(1))
        tap.check(abs(mean - obtained / demand) < 0.0006, "its weighted mean is that of the table")
        total = sum(float(r["population"]) for r in rows)
        below = sum(float(r["population"]) for r in rows if float(r["apl"]) < 2.5)
        share = float(re.search(r"^share below 2\.5 +([\d.]+)", done.stderr, re.M).group(1))
        tap.check(abs(share - 100 * below / total) < 0.051, "its share below 2.5 too")
        zeros = sum(float(r["apl"]) == 0 for r in rows)
        unreached = int(re.search(r"^unreached +(\d+)", done.stderr, re.M).group(1))
        tap.equal(unreached, zeros, "its unreached communes too")
        bytes_of_one = open(out, "rb").read()
        for threads in ("1", "2", "3", "4", "8"):
            run(CALL + ["--output", out, "--threads", threads])
            tap.check(open(out, "rb").read() == bytes_of_one, f"the same bytes at {threads} threads")
        done = run(CALL + ["--output", out, "--quiet"])
        tap.equal((done.stdout, done.stderr), ("", ""), "--quiet is quiet")
        done = run(CALL + ["--output", "-", "--quiet"])
        tap.check(done.stdout.encode() == bytes_of_one, "--output - writes to standard output")
        run(CALL + ["--output", out + ".gz", "--quiet"])
        tap.check(gzip.open(out + ".gz").read() == bytes_of_one, "an output in .gz is compressed")
        done = run(CALL + ["--output", out, "--verbose"])
        tap.check("separated by ','" in done.stderr and "minutes=minutes" in done.stderr,
                  "--verbose says what was detected", done.stderr)


def other_inputs():
    """Supply from a file, sites of their own, unknown codes skipped, plain population."""
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)

        write("communes.csv", "code;nom;population\n01001;A;1000\n01002;B;500\n")
        write("times.csv", "from,to,minutes\n01002,01001,12.5\n")
        write("supply.csv", "code,etp\n01001,2\n99999,1\n")
        base = ["compute", "--communes", "communes.csv", "--times", "times.csv", "--method",
                "mg-2015", "--output", "out.csv"]
        done = run(base + ["--supply", "supply.csv", "--unknown", "skip", "--supply-scale", "2700"],
                   folder)
        rows = rows_of(os.path.join(folder, "out.csv"))
        tap.equal([round(float(r["apl"]), 12) for r in rows], [4.05, 2.7],
                  "supply from a file, scaled")
        tap.equal([r["standardised"] for r in rows], ["", ""],
                  "plain residents are not shown as standardised")
        tap.check("warning: no standardised population" in done.stderr
                  and "1 row of supply.csv left out" in done.stderr, "warnings say so", done.stderr)
        write("sites.csv", "code,supply\nS1,100\n")
        write("times.csv", "from,to,minutes\n01001,S1,3\n01002,S1,11\n")
        run(base + ["--sites", "sites.csv"], folder)
        rows = rows_of(os.path.join(folder, "out.csv"))
        tap.check(abs(float(rows[0]["apl"]) * 1000 + float(rows[1]["apl"]) * 500 - 100) < 1e-9
                  and abs(float(rows[1]["apl"]) / float(rows[0]["apl"]) - 2 / 3) < 1e-12
                  and rows[0]["supply"] == "", "sites apart from the communes")
        write("times.csv", "from,to,minutes\n01002,01001,12.5\n")
        write("cabinets.csv", "finess_com,nb\n01001,2\n")
        run(base + ["--supply", "cabinets.csv", "--column", "supply:code=finess_com", "--column",
                    "supply=nb"], folder)
        rows = rows_of(os.path.join(folder, "out.csv"))
        tap.equal([r["supply"] for r in rows], ["2", "0"], "a column of the supply file by its name")
        write("short.ini", "[method]\nname = short\nunit = beds per 100 000\n[decay]\n"
                           "steps = 0:1 12.5:0\n")
        done = run(["compute", "--communes", "communes.csv", "--times", "times.csv", "--method",
                    "./short.ini", "--supply", "supply.csv", "--unknown", "skip", "--output",
                    "mg-2015"], folder)
        tap.check("pairs used       0 of 1 in the file, under 12.5 minutes" in done.stderr,
                  "a threshold of half a minute is shown as it is", done.stderr)
        tap.check("has no per = 100000" in done.stderr, "a unit by 100 000 without per is warned of",
                  done.stderr)
        base[base.index("out.csv")] = "mg-2015"
        done = run(base + ["--supply", "supply.csv", "--unknown", "skip", "--quiet"], folder)
        tap.equal((done.returncode, done.stderr), (0, ""),
                  "the name of a built-in method is no input file")
        base[-1] = "out.csv"
        done = run(base + ["--supply", "supply.csv", "--unknown", "skip", "--supply-scale",
                           "1e308"], folder)
        tap.equal((done.returncode, done.stderr.splitlines()[-1]),
                  (1, "aploc: supply.csv: found a supply too large for a number at 01001, expected a smaller "
                      "--supply-scale"), "a supply that overflows is named")
        write("bad\n\x1b[31m.csv", "code,population,gp\n01001,10,1\n")
        bad = ["compute", "--communes", "bad\n\x1b[31m.csv"] + base[3:]
        done = run(bad, folder)
        tap.check(done.stderr.count("\n") == 1 and "\x1b" not in done.stderr,
                  "an error is one line, whatever the name of a file", done.stderr)
        write("communes.csv", "code;population;supply\n01001;1.234;10\n01002;500;0\n")
        write("mine.ini", "[method]\nname = mine\nunit = beds per 1000\nper = 1000\n[decay]\n"
                          "steps = 0:1 20:0\n")
        write("times.csv", "sep=,\nfrom,to,minutes\n01002,01001,12.5\n")
        base[base.index("mg-2015")] = "./mine.ini"
        done = run(base, folder)
        tap.check("1 population is no whole number (the first: 01001, 1.234)" in done.stderr,
                  "residents in parts are warned of", done.stderr)
        rows = rows_of(os.path.join(folder, "out.csv"))
        tap.check(abs(float(rows[0]["apl"]) - 10 * 1000 / 501.234) < 1e-9
                  and f"weighted mean    {10 * 1000 / 501.234:.3f} beds per 1000" in done.stderr,
                  "a unit by 1000 inhabitants", done.stderr)
        tap.check("share below" not in done.stderr, "2.5 is for consultations only")
        write("communes.csv", "code,age_0_4,age_5_plus\n01001,100,900\n01002,0,500\n")
        write("mine.ini", "[method]\nname = mine\n[decay]\nsteps = 0:1 20:0\n[ages]\n0-4 = 2\n"
                          "5+ = 1\n")
        write("times.csv", "from,to,minutes\n01002,01001,12.5\n")
        write("supply.csv", "code,etp\n01001,1600\n")
        run(["compute", "--communes", "communes.csv", "--times", "times.csv", "--method",
             "./mine.ini", "--supply", "supply.csv", "--output", "out.csv"], folder)
        rows = rows_of(os.path.join(folder, "out.csv"))
        tap.equal([(float(r["apl"]), float(r["standardised"]), r["population"]) for r in rows],
                  [(1.0, 1100.0, ""), (1.0, 500.0, "")], "age classes times the method's weights")
        write("communes.csv", "code,population,standardised,supply,lon\n01001,-0,-0.0,-0,-0.5\n"
                              "01002,5,5,10,2\n")
        write("supply.csv", "code,etp\n01001,-0.0\n01002,10\n")
        for more in ([], ["--supply", "supply.csv"]):
            run(base + more, folder)
            tap.equal(open(os.path.join(folder, "out.csv"), encoding="utf-8").read().splitlines()[1],
                      "01001,,0,0,0,0", f"-0 is read as 0 {' '.join(more)}")


def variants():
    """The measure that the method file asks for stands in the column apl."""
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)

        def compute(variant, *more, decay="steps = 0:1 10:1/2 20:0", exit_status=0):
            write("mine.ini", "[method]\nname = mine\nunit = consultations a head\n[decay]\n" + decay +
                  "\n[family]\nvariant = " + variant + "\n")
            done = run(["compute", "--communes", "communes.csv", "--times", "times.csv", "--method",
                        "mine.ini", "--output", "out.csv", *more], folder)
            tap.equal(done.returncode, exit_status, f"variant {variant} {' '.join(more)}")
            rows = rows_of(os.path.join(folder, "out.csv"))
            return [r["apl"] and round(float(r["apl"]), 12) for r in rows], rows, done.stderr

        write("communes.csv", "code,name,population,standardised,supply\n01,A,90,100,300\n"
                              "02,B,210,200,0\n03,C,60,50,0\n")
        write("times.csv", "from,to,minutes\n02,01,12\n03,01,20\n")
        # f: A 1, B 1/2, C out of reach. The demand in reach of A is 100 + 1/2 x 200; or 300, undecayed.
        for variant, apl in (("e2sfca", [1.5, 0.75, 0]), ("2sfca", [1, 1, 0]),
                             ("m2sfca", [1.5, 0.375, 0]), ("3sfca", [1.5, 0.75, 0]),
                             ("bfca", [round(2 / 3, 12), round(1 / 3, 12), 0]),
                             ("hansen", [300, 150, 0]), ("cumulative", [300, 300, 0]),
                             ("nearest", [0, 12, ""])):
            found, rows, said = compute(variant)
            tap.equal(found, apl, f"{variant}: by hand")
            tap.equal([(r["code"], r["population"], r["standardised"], r["supply"]) for r in rows],
                      [("01", "90", "100", "300"), ("02", "210", "200", "0"),
                       ("03", "60", "50", "0")], f"{variant}: a row a commune")
            tap.check((f"\nvariant          {variant}: " in said) == (variant != "e2sfca"),
                      f"{variant}: the summary says so unless it is the APL", said)
            tap.check(("share below" in said) == (variant not in
                                                  ("hansen", "cumulative", "nearest")),
                      f"{variant}: people are counted under a threshold in its unit", said)
            tap.check("unreached        1 commune has no supply in reach (14.29 % of the demand)"
                      in said, f"{variant}: the unreached are counted", said)
        tap.check("weighted mean    8.000 minutes, of those who have supply in reach\n" in said,
                  "the mean of the minutes is that of those who reach supply", said)
        said = compute("nearest", "--below", "12.5")[2]
        tap.check("share below 12.5 83.3 % of people\n" in said, "--below counts in minutes", said)
        said = compute("hansen")[2]
        # 300 x 100 + 150 x 200, over 350
        tap.check("weighted mean    171.429 of the supply\n" in said, "hansen is in supply", said)
        # f: 1, 1/2, 1/6; the demand in reach is 100 + 1/2 x 200 + 1/6 x 60
        write("communes.csv", "code,name,population,standardised,supply\n01,A,90,100,420\n"
                              "02,B,210,200,0\n03,C,60,60,0\n")
        tap.equal(compute("kd2sfca", decay="kind = linear\ncut = 24")[0],
                  [2, 1, round(1 / 3, 12)], "kd2sfca: by hand")
        write("communes.csv", "code,name,population,standardised,supply\n01,A,90,100,300\n"
                              "02,B,210,200,0\n03,C,60,50,0\n")
        # i2sfca: 100 / 300 + 1/2 x 200 / 150
        found, rows, said = compute("i2sfca")
        tap.equal(found[0], 1, "i2sfca: by hand")
        tap.check("weighted mean    1.000 of the demand for one of the supply, weighted by supply\n"
                  in said and "share below" not in said, "i2sfca: the summary", said)
        said = compute("i2sfca", "--below", "1", exit_status=2)[2]
        tap.check("found --below with variant i2sfca, expected none" in said,
                  "--below counts people, not places of supply", said)
        write("sites.csv", "code,name,supply\nS1,North,100\nS2,South,50\n")
        write("times.csv", "from,to,minutes\n01,S1,3\n02,S1,11\n02,S2,4\n")
        # 100 / 100 + 1/2 x 200 / 100; 200 / 100
        found, rows, said = compute("i2sfca", "--sites", "sites.csv")
        tap.equal([(r["code"], r["name"], r["population"], r["standardised"], r["supply"])
                   for r in rows], [("S1", "North", "", "", "100"), ("S2", "South", "", "", "50")],
                  "i2sfca: a row a site")
        tap.equal(found, [2, 2], "i2sfca between people and sites: by hand")
        found, rows, said = compute("nearest", "--sites", "sites.csv")
        tap.equal(found, [3, 4, ""], "nearest between people and sites")
        tap.equal([r["supply"] for r in rows], ["", "", ""], "sites have a supply of their own")


def inputs_are_spared():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(DEMO + "/communes.csv", os.path.join(folder, "c.csv"))
        before = open(os.path.join(folder, "c.csv"), "rb").read()
        done = run(["compute", "--communes", "c.csv"] + CALL[3:] + ["--output", "./c.csv"], folder)
        tap.equal((done.returncode, done.stderr),
                  (2, "aploc: ./c.csv: found the output to be an input too, expected another "
                      "file\n"), "an output that is an input is refused")
        tap.check(open(os.path.join(folder, "c.csv"), "rb").read() == before, "and is spared")


def national():
    """The national files in one command, gzip as it is."""
    france = os.path.join(SHARED, "france")
    if not os.path.isdir(france):
        tap.skip("the national files", "they are not there")
        return
    with tempfile.TemporaryDirectory() as folder:
        done = run(["compute", "--communes", france + "/communes.csv", "--times",
                    france + "/times_model_le30min.csv.gz", "--method", "mg-2015", "--column",
                    "population=pop_rp2016", "--column", "standardised=popstd_mg_2016", "--column",
                    "supply=gp_bpe2017", "--supply-scale", "4226", "--output", "out.csv"], folder)
        tap.check(done.returncode == 0 and "51 communes have no standardised population"
                  in done.stderr, "the national files compute, and 51 fillings are said", done.stderr)
        rows = rows_of(os.path.join(folder, "out.csv"))
        obtained = sum(float(r["apl"]) * float(r["standardised"]) for r in rows)
        supply = sum(float(r["supply"]) for r in rows)
        lost = float(re.search(r"^lost supply +([\d ]+) in", done.stderr, re.M).group(1)
                     .replace(" ", ""))
        tap.check(len(rows) == 34883 and abs(obtained + lost - supply) < 1e-6 * supply,
                  "34 883 rows that conserve the supply")


for part in (compute_on_the_demo, other_inputs, variants, inputs_are_spared, national):
    part()
tap.done()
