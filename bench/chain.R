# SPDX-License-Identifier: GPL-3.0-or-later
# The chain in R with data.table: Rscript chain.R INPUTS OUTPUTS. From practitioners, residents by age
# and travel times to the APL under four age limits, the workbook table, and the published statistics.
# The rules are those of mg-2009-weights.ini, in the order of include/aploc/supply.h.
suppressPackageStartupMessages(library(data.table))
setDTthreads(2)

arguments <- commandArgs(trailingOnly = TRUE)
input <- function(name) file.path(arguments[1], name)
output <- function(name) file.path(arguments[2], name)
year <- 2023L
limits <- c(all = Inf, `65` = 65, `62` = 62, `60` = 60)

# Residents by age, and what they need.
weights <- c(1.27, 0.65, 0.55, 0.51, 0.54, 0.65, 0.67, 0.72, 0.75, 0.83,
             1.03, 1.07, 1.31, 1.39, 1.54, 1.82, 2.12, 2.84, 2.61)
communes <- fread(input("communes.csv"),
                  colClasses = list(character = c("code", "department", "epci", "type")))
ages <- grep("^age_", names(communes), value = TRUE)
stopifnot(length(ages) == length(weights))
communes[, standardised := drop(as.matrix(.SD) %*% weights), .SDcols = ages]
n <- nrow(communes)

# Practices; the acts of locums become those of the doctor replaced: of the practice in the locum's
# commune, the main one before others; without one there, of the main one, else of the largest.
practices <- fread(input("practitioners.csv"), na.strings = "",
                   colClasses = list(character = c("id", "commune", "replaces")))[profession == "gp"]
practices[, place := chmatch(commune, communes$code)]
locums <- practices[status == "locum"]
practices <- practices[status != "locum"]
practices[, row := .I]
candidates <- practices[locums[, .(replaces, there = place, moved = acts, locum = .I)],
                        on = .(id = replaces)]
candidates[, elsewhere := place != there]
setorder(candidates, locum, elsewhere, rank, -acts, place)
gifts <- unique(candidates, by = "locum")[, .(moved = sum(moved)), by = row]
practices[, acts := as.numeric(acts)][gifts, on = .(row), acts := acts + i.moved]

# Supply by commune, by the rules for doctors up to an age.
supply_up_to <- function(limit) {
  kept <- practices[year - birth_year <= limit, .(id, place, rank, status, acts)]
  kept[, lacking := 3600 - sum(acts), by = id]
  kept[rank == "main" & status != "salaried" & lacking > 0, acts := acts + lacking]
  kept[, acts := pmin(acts, 6000)]
  sums <- kept[, .(acts = sum(acts)), by = place]
  replace(numeric(n), sums$place, sums$acts)
}
supply <- vapply(limits, supply_up_to, numeric(n))

# Times become weights: steps closed on the left; a commune is 0 minutes from itself.
pairs <- fread(input("times.csv"), colClasses = c("character", "character", "numeric"))[minutes < 20]
pairs <- pairs[, .(i = chmatch(from, communes$code), j = chmatch(to, communes$code),
                   f = c(1, 2 / 3, 1 / 3)[findInterval(minutes, c(0, 10, 15))])][i != j]
pairs <- rbind(pairs, data.table(i = seq_len(n), j = seq_len(n), f = 1))

# Step 1: supply over the demand that can reach it. Step 2: what each commune reaches of it.
pairs[, need := f * communes$standardised[i]]
need <- pairs[, .(need = sum(need)), keyby = j]$need
ratios <- supply / need
ratios[need == 0, ] <- 0
apl <- paste0("apl_", names(limits))
pairs[, (apl) := lapply(seq_along(limits), function(k) f * ratios[j, k])]
communes[, (apl) := pairs[, lapply(.SD, sum), keyby = i, .SDcols = apl][, -"i"]]

# Tables: in full precision, and as the workbook has them.
fwrite(communes[, c("code", apl), with = FALSE], output("apl.csv"))
workbook <- communes[, c("code", "name", apl, "standardised", "population"), with = FALSE]
workbook[, (c(apl, "standardised")) := lapply(.SD, round, 3), .SDcols = c(apl, "standardised")]
fwrite(workbook, output("workbook.csv"))

# Means by the standardised population.
for (by in c("department", "type", "epci"))
  fwrite(communes[, lapply(.SD, weighted.mean, standardised), keyby = by, .SDcols = apl],
         output(paste0(by, ".csv")))

# Shares by the population: tenths that cut the commune at a bound in two, people under 2.5, Gini.
describe <- function(value) {
  by_value <- order(value)
  people <- c(0, cumsum(communes$population[by_value]))
  held <- c(0, cumsum((value * communes$population)[by_value]))
  whole <- people[n + 1]
  tenths <- diff(approx(people, held, whole * (0:10) / 10)$y) / (whole / 10)
  area <- sum(diff(people) * (held[-1] + held[-(n + 1)]))
  c(list(mean = weighted.mean(value, communes$standardised),
         below_2.5 = sum(communes$population[value < 2.5]) / whole,
         gini = 1 - area / (whole * held[n + 1])),
    setNames(as.list(tenths), paste0("tenth_", 1:10)))
}
fwrite(rbindlist(lapply(communes[, apl, with = FALSE], describe), idcol = "limit"), output("france.csv"))
