# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict reader of CSV, written apart from the library from what include/aploc/csv.h says: bytes to
fields with their lines, or Refused. It has no speed and no opinion of what the fields mean."""

import re
import zlib

BLANKS = " \t\u00a0\u2009\u202f"
BINARY = (b"\xff\xfe", b"\xfe\xff", b"PK\3\4", b"\xd0\xcf\x11\xe0", b"\x89HDF", b"PAR1", b"%PDF",
          b"SQLite format 3", b"RDX2\n", b"RDX3\n", b"X\n\0\0", b"BZh", b"\xfd7zXZ",
          b"\x28\xb5\x2f\xfd", b"<!DOCTYPE", b"<html")
LINE_MAX = 1 << 20


class Refused(Exception):
    """What is no table."""


class Row:
    """The fields of a row, and the line on which each begins."""

    def __init__(self, line):
        self.line = line
        self.fields = []
        self.lines = []


def unpacked(data):
    """The bytes within gzip data; members and zeros may follow each other."""
    if data[:2] != b"\x1f\x8b":
        return data
    parts = []
    while data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(31)
        try:
            parts.append(member.decompress(data))
        except zlib.error as error:
            raise Refused(str(error)) from error
        if not member.eof:
            raise Refused("gzip data that end early")
        data = member.unused_data.lstrip(b"\0")
    if data:
        raise Refused("other bytes behind gzip data")
    return b"".join(parts)


# Windows-1252, with the control characters of Latin-1 where it has nothing.
ONE_BYTE = {b: bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0xA0)}


def one_byte(line):
    """A line in Windows-1252 as text."""
    return line.decode("latin-1").translate(ONE_BYTE)


def is_of_one_byte(text):
    """Whether Windows-1252 has all its characters."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def decoded(lines, bom):
    """The lines as text: the first that is not ASCII says what they are in, and the others must agree."""
    utf8 = True if bom else None
    texts = []
    for line in lines:
        if line.isascii():
            texts.append(line.decode())
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = None
        if text is None and utf8:
            raise Refused("bytes that are not UTF-8 in a file of UTF-8")
        if utf8 is False:
            if text is not None and is_of_one_byte(text):
                raise Refused("UTF-8 in a file of Windows-1252")
            text = None
        utf8 = text is not None
        texts.append(one_byte(line) if text is None else text)
    return texts


def header_of(text):
    """What stands before the first line end outside quotes."""
    return re.match(r'(?:[^"\r\n]|"[^"]*(?:"|\Z))*+', text).group()


def separator_of(header):
    """The most frequent outside quotes; of equal ones the first of these."""
    outside = re.sub(r'"[^"]*("|$)', "", header)
    counts = [outside.count(s) for s in ";,\t|"]
    return ";,\t|"[counts.index(max(counts))] if max(counts) else ","


def forms(separator):
    """What a field may be: in quotes, blanks around them, up to what ends it; or without."""
    blanks = " " if separator == "\t" else " \t"
    end = "[" + re.escape(separator) + "\r\n]"
    return (re.compile(f"[{blanks}]*\"((?:[^\"]|\"\")*+)\"[{blanks}]*+(?={end}|\\Z)"),
            re.compile(f"[^{re.escape(separator)}\r\n\"]*(?={end}|\\Z)"), blanks)


def field(text, at, form):
    """The field that begins at `at`, and where it ends."""
    quoted = form[0].match(text, at)
    if quoted:
        return quoted.group(1).replace('""', '"'), quoted.end(), True
    plain = form[1].match(text, at)
    if not plain:
        raise Refused("a quote that is not closed, or a stray one")
    return plain.group().strip(form[2]), plain.end(), False


def line_end(text, at):
    """The bytes of the line end at `at`."""
    return 2 if text[at:at + 2] == "\r\n" else 1


def rows_of(text, separator, line):
    """All rows, empty lines left out."""
    rows, at, form = [], 0, forms(separator)
    while at < len(text):
        row, quoted = Row(line), False
        while True:
            row.lines.append(line)
            value, end, was_quoted = field(text, at, form)
            quoted |= was_quoted
            row.fields.append(value)
            if was_quoted:
                line += len(re.findall("\r\n|\r|\n", text[at:end]))
            at = end
            if at >= len(text) or text[at] != separator:
                break
            at += 1
        if at < len(text):
            at += line_end(text, at)
            line += 1
        if len(row.fields) > 1 or row.fields[0] or quoted:
            rows.append(row)
    return rows


def read(data):
    """The separator and the rows, the header first."""
    data = unpacked(data)
    if data.startswith(BINARY):
        raise Refused("another kind of file")
    bom = data.startswith(b"\xef\xbb\xbf")
    if bom:
        data = data[3:]
    if b"\0" in data:
        raise Refused("a zero byte")
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", data)
    if any(len(line) > LINE_MAX for line in lines):
        raise Refused("a line that is too long")
    first, told = 1, None
    if lines and re.fullmatch(rb"sep=[^\r\n](?:\r\n|\r|\n)", lines[0]):
        told = lines[0][4:5].decode("latin-1")
        lines, first = lines[1:], 2
    texts = decoded(lines, bom)
    separator = told or separator_of(header_of("".join(texts).lstrip(" \t\r\n")))
    rows = rows_of("".join(texts), separator, first)
    if not rows:
        raise Refused("nothing")
    for row in rows:
        if len(row.fields) != len(rows[0].fields):
            raise Refused("a row of another length")
    if len(rows) < 2:
        raise Refused("no row")
    return separator, rows


def number(text, separator, marks):
    """The value of a field, None where it is missing; notes the decimal mark."""
    text = text.strip(BLANKS)
    if text in ("", "NA"):
        return None
    match = re.fullmatch(
        r"([+-]?)(\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d*)(?:([.,])(\d*))?([eE][+-]?\d+)?", text, re.ASCII)
    if not match or not (match.group(2) or match.group(4)) or len(text.encode()) > 255:
        raise Refused("no number: " + text[:40])
    if match.group(3):
        if match.group(3) == "," and separator == ",":
            raise Refused("a decimal comma between commas")
        marks.add(match.group(3))
        if len(marks) > 1:
            raise Refused("two decimal marks")
    whole = re.sub(r"\D", "", match.group(2))
    value = float(f"{match.group(1)}{whole or 0}.{match.group(4) or 0}{match.group(5) or ''}")
    if value in (float("inf"), float("-inf")):
        raise Refused("too large")
    return value
