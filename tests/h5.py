# SPDX-License-Identifier: GPL-3.0-or-later
"""h5py for the tests, and the digests of a run file by data/FORMATS.md, written apart from ours."""

import hashlib
import os
import sys

DEBIAN = "/usr/bin/python3"


def load():
    """The module h5py, of the python3 that has it (Debian's, when another comes first); or None."""
    try:
        import h5py
        return h5py
    except ImportError:
        if sys.executable != DEBIAN and os.path.exists(DEBIAN):
            os.execv(DEBIAN, [DEBIAN, *sys.argv])
        return None


def digest(dtype, shape, data):
    """The digest of values: a line with type, width of texts and extents; the bytes."""
    if dtype.kind == "S":
        words = ["text", str(dtype.itemsize)]
    else:
        words = [{"f": "float", "i": "int", "u": "uint"}[dtype.kind] + str(8 * dtype.itemsize)]
    line = " ".join(words + [str(n) for n in shape]) + "\n"
    return hashlib.sha256(line.encode() + data).hexdigest()


def digest_of(item):
    """The digest of a dataset."""
    return digest(item.dtype, item.shape, item[()].tobytes())


def digest_of_attribute(item, name):
    """The digest of an attribute, of its bytes as they are stored."""
    import numpy
    attribute = item.attrs.get_id(name)
    value = numpy.empty(attribute.shape, dtype=attribute.dtype)
    attribute.read(value)
    return digest(attribute.dtype, attribute.shape, value.tobytes())


def has_digest(item):
    """Whether a dataset is of a type that has one: no file of ours has texts without a length, references, records."""
    return item.dtype.kind in "Sfiu"


DIGESTS = ("sha256", "sha256_attributes", "seal")


def digest_of_attributes(item):
    """The digest of the attributes of an object; None for one that has none."""
    lines = [f"{digest_of_attribute(item, name)} {name}\n"
             for name in sorted(item.attrs, key=str.encode) if name not in DIGESTS]
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else None


def seal_of(file):
    """The seal of a file: the digest of the sorted lines of all that is in it."""
    import h5py
    lines = []

    def add(path, item):
        if isinstance(item, h5py.Dataset):
            lines.append(f"dataset {digest_of(item) if has_digest(item) else ''} {path}")
        else:
            lines.append(f"group {path}")
        for name in item.attrs:
            if (path, name) != ("/", "seal"):
                lines.append(f"attribute {digest_of_attribute(item, name)} {path} {name}")

    add("/", file)
    file.visititems(lambda name, item: add("/" + name, item))
    text = "".join(line + "\n" for line in sorted(lines, key=str.encode))
    return hashlib.sha256(text.encode()).hexdigest()


def attribute(item, name):
    """An attribute, a text as one of Python."""
    value = item.attrs[name]
    return value.decode() if isinstance(value, bytes) else value


def set_text(item, name, text):
    """Set an attribute as the files have theirs: UTF-8 of fixed width."""
    import h5py
    import numpy
    data = text.encode()
    if name in item.attrs:
        del item.attrs[name]
    kind = h5py.string_dtype("utf-8", max(len(data), 1))
    item.attrs.create(name, numpy.array(data, dtype=kind), dtype=kind)


def seal_again(file):
    """Make digests and seal fit what is there, as whoever changes a file on purpose would."""
    import h5py

    def again(_, item):
        if isinstance(item, h5py.Dataset) and has_digest(item):
            set_text(item, "sha256", digest_of(item))
        item.attrs.pop("sha256_attributes", None)
        if digest_of_attributes(item):
            set_text(item, "sha256_attributes", digest_of_attributes(item))

    again("/", file)
    file.visititems(again)
    set_text(file, "seal", seal_of(file))
