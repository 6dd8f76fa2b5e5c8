# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions of the library's own functions against those on record: instructions.py PROGRAM BUILD
[--record].

PROGRAM is bench/kernels of a build folder, BUILD how it was compiled ("gcc-12-x86_64-2"). Callgrind counts
each function that PROGRAM lists with all it calls; what belongs to other libraries is left out, so that
another C library changes nothing. More than TOLERANCE above the record is a failure. --record takes what
is found as the record of BUILD. The output is the Test Anything Protocol."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

RECORD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.txt")
TOLERANCE = 0.05


def own_instructions(path, program):
    """Of the functions that stand in `program`, each without what it calls."""
    total, inside, is_call = 0, False, False
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("ob="):
                inside = os.path.realpath(line[3:].strip()) == program
            elif line.startswith("calls="):
                is_call = True
            elif re.match(r"[0-9+*-]", line):
                # The line after calls= has what the called function took, which is counted there.
                if inside and not is_call:
                    total += int(line.split()[1])
                is_call = False
    return total


def count(program, function):
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "callgrind.out")
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output}", f"--toggle-collect={function}",
             "--compress-strings=no", "--compress-pos=no", program, function],
            capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"instructions: {function}: {done.stderr}")
        return own_instructions(output, os.path.realpath(program))


def read_record():
    """(build, function) -> instructions, and the lines above them."""
    record, head = {}, []
    with open(RECORD, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                head.append(line)
            elif line.strip():
                build, function, instructions = line.split()
                record[build, function] = int(instructions)
    return record, head


def write_record(record, head):
    with open(RECORD, "w", encoding="utf-8") as file:
        file.writelines(head)
        for (build, function), instructions in sorted(record.items()):
            file.write(f"{build} {function} {instructions}\n")


def check(number, function, found, recorded):
    """One line of the protocol; whether it passed."""
    if recorded is None:
        print(f"not ok {number} - {function}\n"
              f"# found {found} instructions and no record: ninja record-instructions")
        return False
    change = found / recorded - 1
    passed = change <= TOLERANCE
    print(f"{'ok' if passed else 'not ok'} {number} - {function}")
    if not passed or change < -TOLERANCE:
        print(f"# found {found} instructions, {100 * change:+.1f} % of the {recorded} on record"
              + ("; if it must be so:" if not passed else ": fewer:") + " ninja record-instructions")
    return passed


def main():
    program, build = sys.argv[1], sys.argv[2]
    record, head = read_record()
    is_known = any(recorded_build == build for recorded_build, _ in record)
    if not shutil.which("valgrind"):
        print("1..0 # SKIP no valgrind")
        return
    if not is_known and "--record" not in sys.argv:
        print(f"1..0 # SKIP no record of a build by {build}")
        return
    functions = subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
    found = {function: count(program, function) for function in functions}
    if "--record" in sys.argv:
        record = {key: value for key, value in record.items() if key[0] != build}
        record.update({(build, function): found[function] for function in functions})
        write_record(record, head)
        print("\n".join(f"{function} {found[function]}" for function in functions))
        return
    failed = sum(not check(k + 1, name, found[name], record.get((build, name)))
                 for k, name in enumerate(functions))
    print(f"1..{len(functions)}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
