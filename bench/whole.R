# SPDX-License-Identifier: GPL-3.0-or-later
# A whole run by R with data.table: Rscript whole.R FOLDER OUTPUT. From the tables to the table of APLs, in the
# shortest way that data.table has: one table of pairs, each step a sum by group.
suppressPackageStartupMessages(library(data.table))
setDTthreads(2)
arguments <- commandArgs(trailingOnly = TRUE)

communes <- fread(file.path(arguments[1], "communes.csv"), colClasses = list(character = "code"),
                  select = c("code", "name", "population", "standardised", "supply"))
pairs <- fread(file.path(arguments[1], "times.csv"), colClasses = c("character", "character", "numeric"))
n <- nrow(communes)
pairs <- pairs[minutes < 20]
pairs <- pairs[, .(i = chmatch(from, communes$code), j = chmatch(to, communes$code),
                   f = c(1, 2 / 3, 1 / 3)[findInterval(minutes, c(0, 10, 15))])][i != j]
pairs <- rbind(pairs, data.table(i = seq_len(n), j = seq_len(n), f = 1))

pairs[, v := f * communes$standardised[i]]
need <- pairs[, .(need = sum(v)), by = j]
ratios <- numeric(n)
ratios[need$j] <- ifelse(need$need > 0, communes$supply[need$j] / need$need, 0)
pairs[, v := f * ratios[j]]
sums <- pairs[, .(apl = sum(v)), by = i]
communes[sums$i, apl := sums$apl]
fwrite(communes[, .(code, name, apl, population, standardised, supply)], arguments[2])
