# SPDX-License-Identifier: GPL-3.0-or-later
"""One tool in a process of its own: a command a line goes in, a line of JSON comes out."""

import json
import subprocess


class Failed(Exception):
    """A tool ended, or said what is no answer."""


class Session:
    def __init__(self, tool, command, environment):
        self.tool = tool
        self.name = tool["name"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)

    def ask(self, *words):
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            return json.loads(line)
        except (OSError, ValueError):
            raise Failed(f"{self.name}: found no answer to '{words[0]}', expected one") from None

    def end(self):
        """Let it go, whether it answers or not."""
        try:
            self.process.communicate("quit\n", timeout=60)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
