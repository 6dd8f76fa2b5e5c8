# SPDX-License-Identifier: GPL-3.0-or-later
"""The APL by scipy.sparse: scipy_peer.py FOLDER [--supply]. One thread, as scipy's products are.

--supply drops the columns without supply. Both orientations are made, since each product is then a
gather over compressed rows. Commands as in bench/README.md."""

import os
import sys

import numpy as np
import scipy.sparse

import peer

FOLDER, DROPS = sys.argv[1], "--supply" in sys.argv


def load(name, kind):
    return np.fromfile(os.path.join(FOLDER, name), dtype=kind)


class Scipy(peer.Peer):
    def read_arrays(self):
        self.i, self.j, self.minutes = load("from.i32", "<i4"), load("to.i32", "<i4"), load("minutes.f64", "<f8")
        self.demand, self.supply = load("demand.f64", "<f8"), load("supply.f64", "<f8")
        self.has = np.flatnonzero(self.supply) if DROPS else np.arange(len(self.supply))

    def prepare(self):
        weights = np.array([1, 2 / 3, 1 / 3, 0])[np.searchsorted([10, 15, 20], self.minutes, side="right")]
        keep = weights > 0
        if DROPS:
            keep &= (self.supply > 0)[self.j]
        i, j, weights = self.i[keep], self.j[keep], weights[keep]
        width = len(self.supply)
        if DROPS:
            place = np.zeros(width, dtype=np.int32)
            place[self.has] = np.arange(len(self.has), dtype=np.int32)
            j, width = place[j], len(self.has)
        shape = (len(self.demand), width)
        self.by_demand = scipy.sparse.coo_matrix((weights, (i, j)), shape=shape).tocsr()
        self.by_supply = self.by_demand.T.tocsr()

    def step_1(self):
        need = self.by_supply @ self.demand
        return np.divide(1, need, out=np.zeros_like(need), where=need > 0)

    def one(self):
        self.apl = self.by_demand @ (self.supply[self.has] * self.step_1())

    def scenarios(self, count):
        """Supplies, a column a scenario: the layout that the product reads best."""
        j = np.arange(len(self.supply))[:, None]
        k = np.arange(count)[None, :]
        self.supplies = (self.supply[:, None] * (1 + (j + 31 * k) % 101 / 100.0))[self.has]

    def many(self):
        self.apls = self.by_demand @ (self.supplies * self.step_1()[:, None])

    def result(self):
        return self.apl

    def results(self):
        return self.apls.T


peer.serve(Scipy(), FOLDER)
