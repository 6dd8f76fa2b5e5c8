# SPDX-License-Identifier: GPL-3.0-or-later
"""One size: every tool does each phase in turn, round after round, and all results are compared."""

import os
import subprocess

import tools
from session import Failed, Session

SCENARIOS = 100
TOLERANCE = 1e-12


def say(text):
    print(f"bench: {text}", flush=True)


class Size:
    def __init__(self, folder, facts, settings):
        self.folder, self.facts, self.settings = folder, facts, settings
        self.sessions, self.results, self.skipped = [], {}, {}
        self.disagreements = 0

    def skip(self, name, why):
        self.skipped[name] = why
        say(f"{name} is left out: {why}")

    def start(self):
        free = tools.memory_free()
        for tool in self.settings.tools:
            need = tool["bytes_a_pair"] * self.facts["given"]
            if tool["from"] == "CSV" and not os.path.exists(os.path.join(self.folder, "times.csv")):
                self.skip(tool["name"], "the times are not in CSV")
            elif need > free:
                self.skip(tool["name"], f"it may hold {need >> 20} MB, {free >> 20} are free")
            else:
                free -= need
                command = tools.command(tool, self.settings.build, self.folder)
                self.sessions.append(Session(tool, command, tools.environment(self.settings.modules)))
                self.results[tool["name"]] = {}
        if self.settings.tools[0]["name"] not in self.results:
            raise Failed("the others would be held against it")

    def ask(self, session, *words):
        """The answer; None, and the tool is gone, when there is none."""
        try:
            return session.ask(*words)
        except Failed as failure:
            self.drop(session, str(failure))
            self.disagreements += 1
            return None

    def drop(self, session, why):
        self.skip(session.name, why)
        if session is self.sessions[0]:
            self.finish()
            raise Failed("the others are held against this one")
        session.end()
        self.sessions.remove(session)
        self.results.pop(session.name, None)

    def rounds(self, word, sessions, scenarios=None, inner=False):
        """Each session does the phase once, and then in turn as often as there are rounds and patience."""
        turns = []
        for session in list(sessions):
            extra = [scenarios[session.name]] if scenarios else []
            answer = self.ask(session, word, 1, *extra)
            if not answer:
                continue
            if "skipped" in answer:
                if word in ("read", "read_arrays", "prepare"):
                    self.drop(session, answer["skipped"])
                else:
                    self.results[session.name][word] = answer
                continue
            first = answer["seconds"][0]
            self.results[session.name][word] = {**answer, "first": first}
            count = min(self.settings.rounds, int(self.settings.patience / max(first, 1e-9)))
            if count:
                self.results[session.name][word]["seconds"] = []
            times = max(1, min(20, int(0.1 / max(first, 1e-9)))) if inner else 1
            turns.append((session, extra, count, times))
        for k in range(self.settings.rounds):
            for session, extra, count, times in turns:
                if k >= count or session not in self.sessions:
                    continue
                answer = self.ask(session, word, times, *extra)
                if answer:
                    kept = self.results[session.name][word]
                    kept["seconds"] += answer.pop("seconds")
                    kept.update(answer)

    def agree(self, word, file, width):
        """Every tool's numbers against those of the first, to TOLERANCE."""
        names = [os.path.join(self.folder, f"{file}-{side}.f64") for side in ("ours", "theirs")]
        for k, session in enumerate(list(self.sessions)):
            if not self.ask(session, word, os.path.basename(names[k > 0])) or k == 0:
                continue
            found = subprocess.run([os.path.join(self.settings.build, "bench", "agree"), *names],
                                   capture_output=True, text=True, check=False)
            count, largest = found.stdout.split()
            kept = self.results[session.name]["one" if word == "result" else "many"]
            kept["difference"] = float(largest)
            expected = self.facts["demand"] * min(width[session.name], width[self.sessions[0].name])
            if found.returncode or not float(largest) <= TOLERANCE or int(count) != expected:
                self.disagreements += 1
                say(f"{session.name} disagrees: {count} of {expected} numbers compared, "
                    f"largest relative difference {largest}")
        for name in names:
            if os.path.exists(name):
                os.remove(name)

    def scenarios(self):
        """How many scenarios each tool has the time for."""
        count = {}
        for session in self.sessions:
            seconds = SCENARIOS * min(self.results[session.name]["one"]["seconds"])
            share = min(1.0, 20 * self.settings.patience / seconds)
            count[session.name] = max(2, int(SCENARIOS * share))
        return count

    def reading(self):
        """The rest of what aploc does: tables from CSV and HDF5, changes, the result as CSV."""
        tool = {**self.settings.tools[0], "name": "aploc, files"}
        session = Session(tool, tools.command(tool, self.settings.build, self.folder),
                          tools.environment(self.settings.modules))
        self.sessions, self.results[tool["name"]] = [session], {}
        if os.path.exists(os.path.join(self.folder, "times.csv")):
            self.rounds("read", [session])
        for word in ("read_h5", "read_arrays", "prepare", "one", "whatif_supply", "whatif_demand", "write"):
            self.rounds(word, list(self.sessions))
        self.finish()

    def finish(self):
        for session in self.sessions:
            session.end()
        self.sessions = []

    def run(self):
        self.start()
        for word, source in (("read_arrays", "arrays"), ("read", "CSV")):
            self.rounds(word, [session for session in self.sessions if session.tool["from"] == source])
        self.rounds("prepare", self.sessions)
        self.rounds("one", self.sessions, inner=True)
        self.agree("result", "apl", {session.name: 1 for session in self.sessions})
        width = self.scenarios()
        for session in self.sessions:
            self.results[session.name]["scenarios"] = width[session.name]
        self.rounds("many", self.sessions, scenarios=width)
        self.agree("results", "apls", width)
        self.finish()
        self.reading()
        return {"facts": self.facts, "results": self.results, "skipped": self.skipped,
                "disagreements": self.disagreements}
