# SPDX-License-Identifier: GPL-3.0-or-later
"""A good table of each kind, in many forms, and ways to damage one."""

import csv
import gzip
import re

import strict

TABLES = {
    "communes": ("code,name,population,standardised,supply,lon,lat,age_0_19,age_20_plus,unit,type",
                 ["01001,L'Abergement,1000,990.5,5400,-1.5,46.25,300,700,U1,centre",
                  "01002,Évosges,500,,0,5,45.5,100,400,U1,country",
                  "2A004,Ajaccio,2102650,2071000.25,9000000,8.75,41.9,20000,50250,U2,centre",
                  "97101,\"Les \"\"Abymes\"\", ville\",50000,48000,12000.5,-61.5,16.25,1,2,U3,suburb",
                  "01003,Ars,20,19.5,0,NA,,5,15,U2,country"]),
    "supply": ("code,supply,note", ["01001,5400,a", "2A004,1200000.5,b", "a,0,", "97101,1e3,\"c, d\""]),
    "times": ("from,to,minutes", ["01001,01002,12.5", "01002,01001,3", "01003,01003,1", "2A004,01001,40",
                                  "97101,b,7.25", "a,b,0", "b,a,1", "01003,01001,59.9"]),
    "ages": ("code,sex,age_0_4,age_5_9,age_10_plus", ["01001,F,1,2,3", "01001,M,4,5,6", "2A004,T,7,8,9.5",
                                                     "01002,F,1,NA,2", "01002,M,0,,3"]),
    "consumption": ("age_class,consumption,population", ["0-4,10.5,100", "5-19,20,200", "20-64,90,1000",
                                                        "65+,300.25,250"]),
    "scenarios": ("scenario,code,supply", ["merge,01001,+2", "merge,2A004,0", "other,97101,-1.5",
                                          "other,a,7"]),
    "listing": ("code,class,base,unit", ["01001,ZIP,,U1", "01002,ZAC,ZIP,U1", "2A004,\"HZ\",,U2",
                                         "97101,Zone de vigilance,,U3"]),
    "installations": ("code,kind,count,fees,years,date", ["01001,cds,1,,3,2026-03-15", "a,x,2,240000.5,,",
                                                         "2A004,cds,,,,15/3/2026"]),
    "practitioners": ("id,commune,profession,birth_year,acts,months,rank,status,replaces,opened",
                      ["1,01001,gp,1970,5000,12,main,liberal,,2020",
                       "1,01002,gp,1970,100.5,,secondary,salaried,,", "2,a,GP,,3.5,6,main,locum,1,", "3,2A004,nurse,1980,900,12,main,liberal,,"]),
    "edits": ("change,code,to,amount", ["supply,01001,,5400.5", "add,2A004,,+1etp", "close,a,,",
                                       "demand,b,,12.5", "time,a,b,3", "appears,new,,4", "supply,new,,1",
                                       "goes,01003,,"]),
    "changes": ("date,from,to,share", ["2018-05-01,01001,x,", "2019,2A004,y,0.25", "2019,2A004,z,0.75",
                                      "01/01/2020,x,01002,", "2021,97101,v,"]),
}


# ---- good tables in many forms ----

def cells_of(table):
    header, rows = TABLES[table]
    return [next(csv.reader([line])) for line in [header] + rows]


def written(cells, rng, plain):
    """A table as bytes, in a dialect taken at random; the cells keep what they say."""
    separator = rng.choice(",,;\t|")
    mark = "," if separator != "," and rng.random() < 0.5 else "."
    out = []
    always = rng.random() < 0.2
    for r, row in enumerate(cells):
        fields = []
        for text in row:
            if r and mark == "," and text.replace(".", "", 1).lstrip("+-").isdigit():
                text = text.replace(".", ",")
            quote = always or any(c in text for c in separator + "\"\r\n") or rng.random() < 0.03
            fields.append('"' + text.replace('"', '""') + '"' if quote else text)
        out.append(separator.join(fields))
    text = rng.choice(["\n", "\n", "\r\n"]).join(out + [""])
    if plain:
        return text.encode()
    kind = rng.randrange(6)
    data = text.encode("cp1252" if kind == 1 else "utf-8")
    if kind == 0:
        data = b"\xef\xbb\xbf" + data
    if kind == 2:
        data = data.rstrip(b"\r\n")
    if kind == 3:
        data = data.replace(b"\n", b"\n\n", rng.randrange(3))
    if kind == 4 and separator == ";":
        data = b"sep=;\n" + data
    return data


# ---- damage ----

def flip(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 5, 20])):
        data[rng.randrange(len(data))] = rng.choice([rng.randrange(256), *b'",;.\n\r \t\0-+eE09'])
    return bytes(data)


def lose(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice([1, 1, 1, 2, 7]):]


def insert(data, rng):
    at = rng.randrange(len(data) + 1)
    extra = rng.choice([b'"', b"'", b",", b";", b"\n", b"\r", b"\r\n", b"\t", b" ", b"\0", b"\xef\xbb\xbf",
                        b"\xe9", b"\xc3\xa9", b"\xff", b"\xc2\xa0", b"\xe2\x80\xaf", b"-", b"+", b".", b"e",
                        b"1", b"0", b"NA", b"nan", b"inf", b"#", b"=1+1", b"sep=;\n", b"\x1f\x8b", b"\x80"])
    return data[:at] + extra + data[at:]


def lines_about(data, rng):
    """A line is cut, doubled, moved or lost; two become one; ends are mixed."""
    lines = data.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    kind = rng.randrange(7)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at] = lines[at][:rng.randrange(len(lines[at]) + 1)]
    elif kind == 3:
        lines.insert(rng.randrange(len(lines)), lines.pop(at))
    elif kind == 4:
        lines[at] = lines[at].rstrip(b"\r\n")
    elif kind == 5:
        lines = [line.rstrip(b"\r\n") + rng.choice([b"\n", b"\r\n", b"\r", b"\n\n"]) for line in lines]
    else:
        rng.shuffle(lines)
    return b"".join(lines)


def quotes(data, rng):
    kind = rng.randrange(4)
    if kind == 0:
        return data.replace(b'"', b"'")
    if kind == 1:
        return data.replace(b"'", b'"')
    if kind == 2:
        at = data.find(b'"', rng.randrange(len(data)))
        return data if at < 0 else data[:at] + data[at + 1:]
    at = rng.randrange(len(data))
    return data[:at] + b'"' + data[at:at + 5] + b'"' + data[at + 5:]


def huge(data, rng):
    at = rng.randrange(len(data) + 1)
    size = rng.choice([50, 300, 5000] if rng.random() < 0.95 else [70000, 140000, 1100000])
    piece = rng.choice([b"1", b"x", b" ", b"\xc3\xa9", b'"', b"0.", b"\n", b","])
    return data[:at] + piece * size + data[at:]


def encoded(data, rng):
    text = data.decode("utf-8", "replace")
    kind = rng.randrange(5)
    if kind == 0:
        return text.encode("utf-16")
    if kind == 1:
        return text.encode("cp1252", "replace")
    if kind == 2:
        return text.encode("utf-8").decode("latin-1").encode("utf-8")
    if kind == 3:
        at = rng.randrange(len(data))
        return data[:at] + text[at:].encode("cp1252", "replace")
    return b"\xef\xbb\xbf" * rng.randrange(1, 3) + data


def packed(data, rng):
    data = gzip.compress(data, 1, mtime=0)
    kind = rng.randrange(4)
    if kind == 0:
        return data
    if kind == 1:
        return data[:rng.randrange(1, len(data))]
    if kind == 2:
        return flip(data, rng)
    return data + rng.choice([data, b"\0" * 9, b"more"])


def cut(data, rng):
    return data[:rng.randrange(len(data) + 1)]


def fields_about(data, rng):
    """A separator becomes another, a mark another; a column too many or too few."""
    kind = rng.randrange(4)
    a, b = rng.sample([b",", b";", b"\t", b"|", b"."], 2)
    if kind == 0:
        return data.replace(a, b)
    if kind == 1:
        return data.replace(a, b, rng.randrange(1, 4))
    if kind == 2:
        return data.replace(b"\n", a + b"\n", rng.randrange(1, 4))
    return a.join(data.split(b, rng.randrange(1, 6)))


def blanks(data, rng):
    """Blanks and quotes around fields, empty lines, a byte order mark: nothing that counts."""
    separator = strict.separator_of(data.split(b"\n")[0].decode("latin-1")).encode()
    lines = data.split(b"\n")
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(lines))
        if b'"' not in lines[at]:
            fields = lines[at].split(separator)
            one = rng.randrange(len(fields))
            end = b"\r" if fields[one].endswith(b"\r") else b""
            text = fields[one].rstrip(b"\r")
            fields[one] = rng.choice([b" " + text, text + b"  ", b'"' + text + b'"',
                                      b' "' + text + b'" ']) + end
            lines[at] = separator.join(fields)
        elif rng.random() < 0.3:
            lines.insert(at, rng.choice([b"", b"  ", b"\r"]))
    return b"\n".join(lines)


def letters(data, rng):
    """A letter or digit becomes another: in a name or a list nothing is wrong with that."""
    places = [k for k, b in enumerate(data) if bytes([b]).isalnum()]
    if not places:
        return data
    at = rng.choice(places)
    return data[:at] + rng.choice([b"x", b"Z", b"7", b"0", b"\xc3\xa9"]) + data[at + 1:]


def numerals(data, rng):
    """Something within a number: blanks of thousands, right and wrong, marks, signs, exponents."""
    numbers = [m for m in re.finditer(rb"[0-9]{2,}", data)]
    if not numbers:
        return data
    number = rng.choice(numbers)
    at = rng.randrange(number.start(), number.end() + 1)
    extra = rng.choice([b" ", b" ", b"\xc2\xa0", b"\xe2\x80\xaf", b"\xe2\x80\x89", b"\xa0", b".", b",",
                        b"e", b"E2", b"e-3", b"-", b"+", b"'", b"_", b"000", b" 000", b"/", b"%"])
    return data[:at] + extra + data[at:]


DAMAGES = (3 * [flip, insert, blanks, letters] + 2 * [lose, lines_about, numerals] +
           [quotes, huge, encoded, packed, cut, fields_about])
