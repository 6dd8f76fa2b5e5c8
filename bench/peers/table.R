# SPDX-License-Identifier: GPL-3.0-or-later
# The APL by R's data.table: Rscript table.R FOLDER. Two threads; all pairs. Two tables of pairs, one keyed
# by supply, one by demand, so that each step is a sum over sorted groups.
suppressPackageStartupMessages(library(data.table))
setDTthreads(2)
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "peer.R"))
folder <- commandArgs(trailingOnly = TRUE)[1]
v <- new.env()

tool <- list(
  read = function() {
    v$communes <- fread(file.path(folder, "communes.csv"), colClasses = list(character = "code"),
                        select = c("code", "standardised", "supply"))
    v$times <- fread(file.path(folder, "times.csv"), colClasses = c("character", "character", "numeric"))
    v$supply <- as.numeric(v$communes$supply)
  },
  prepare = function() {
    n <- nrow(v$communes)
    pairs <- v$times[minutes < 20]
    pairs <- pairs[, .(i = chmatch(from, v$communes$code), j = chmatch(to, v$communes$code),
                       f = c(1, 2 / 3, 1 / 3)[findInterval(minutes, c(0, 10, 15))])][i != j]
    v$by_demand <- setkey(rbind(pairs, data.table(i = seq_len(n), j = seq_len(n), f = 1)), i)
    v$by_supply <- setkey(copy(v$by_demand), j)
  },
  need = function() {
    v$by_supply[, d := f * v$communes$standardised[i]]
    sums <- v$by_supply[, .(need = sum(d)), keyby = j]
    need <- numeric(nrow(v$communes))
    need[sums$j] <- ifelse(sums$need > 0, 1 / sums$need, 0)
    need
  },
  # Sums of several columns at once, ten a time: the groups are gone through once for all of them.
  step_2 = function(ratios) {
    names <- paste0("a", seq_len(ncol(ratios)))
    v$by_demand[, (names) := lapply(seq_along(names), function(k) f * ratios[j, k])]
    sums <- v$by_demand[, lapply(.SD, sum), keyby = i, .SDcols = names]
    v$by_demand[, (names) := NULL]
    as.matrix(sums[, -"i"])
  },
  one = function() v$apl <- drop(tool$step_2(as.matrix(v$supply * tool$need()))),
  scenarios = function(count) v$supplies <- vapply(seq_len(count) - 1, scenario, v$supply, supply = v$supply),
  many = function() {
    ratios <- v$supplies * tool$need()
    parts <- split(seq_len(ncol(ratios)), (seq_len(ncol(ratios)) - 1) %/% 10)
    v$apls <- do.call(cbind, lapply(parts, function(k) tool$step_2(ratios[, k, drop = FALSE])))
  },
  result = function() v$apl,
  results = function() v$apls)
serve(tool, folder)
