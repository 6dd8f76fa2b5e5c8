# SPDX-License-Identifier: GPL-3.0-or-later
# The APL by R's Matrix: Rscript matrix.R FOLDER. One thread; all pairs. One compressed matrix serves both
# products: crossprod() goes down its columns.
suppressPackageStartupMessages(library(Matrix))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "peer.R"))
folder <- commandArgs(trailingOnly = TRUE)[1]
load_numbers <- function(name, kind, size) {
  path <- file.path(folder, name)
  readBin(path, kind, file.size(path) / size)
}
v <- new.env()

tool <- list(
  read_arrays = function() {
    v$i <- load_numbers("from.i32", "integer", 4)
    v$j <- load_numbers("to.i32", "integer", 4)
    v$minutes <- load_numbers("minutes.f64", "double", 8)
    v$demand <- load_numbers("demand.f64", "double", 8)
    v$supply <- load_numbers("supply.f64", "double", 8)
  },
  prepare = function() {
    keep <- which(v$minutes < 20)
    weights <- c(1, 2 / 3, 1 / 3)[findInterval(v$minutes[keep], c(0, 10, 15))]
    v$weights <- sparseMatrix(i = v$i[keep], j = v$j[keep], x = weights, index1 = FALSE,
                              dims = c(length(v$demand), length(v$supply)))
  },
  need = function() {
    need <- as.vector(crossprod(v$weights, v$demand))
    ifelse(need > 0, 1 / need, 0)
  },
  one = function() v$apl <- as.vector(v$weights %*% (v$supply * tool$need())),
  scenarios = function(count) v$supplies <- vapply(seq_len(count) - 1, scenario, v$supply, supply = v$supply),
  many = function() v$apls <- as.matrix(v$weights %*% (v$supplies * tool$need())),
  result = function() v$apl,
  results = function() v$apls)
serve(tool, folder)
