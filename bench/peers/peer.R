# SPDX-License-Identifier: GPL-3.0-or-later
# What a tool in R needs to answer the commands of bench/README.md: serve(TOOL, FOLDER), where TOOL is a list
# of functions read or read_arrays, prepare, one, scenarios(K) (before many, untimed), many, result, results.

peak_megabytes <- function() {
  line <- grep("^VmHWM:", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("\\D", "", line)) / 1024
}

serve <- function(tool, folder) {
  commands <- file("stdin", "r")
  repeat {
    words <- strsplit(readLines(commands, n = 1), " ")[[1]]
    if (length(words) == 0 || words[1] == "quit") break
    if (words[1] %in% c("result", "results")) {
      writeBin(as.double(tool[[words[1]]]()), file.path(folder, words[2]))
      cat(sprintf('{"phase": "%s"}\n', words[1]))
      next
    }
    if (words[1] == "many") tool$scenarios(as.integer(words[3]))
    seconds <- vapply(seq_len(as.integer(words[2])), function(k) {
      start <- as.numeric(Sys.time())
      tool[[words[1]]]()
      as.numeric(Sys.time()) - start
    }, 0)
    cat(sprintf('{"phase": "%s", "seconds": [%s], "peak_mb": %.1f}\n', words[1],
                paste(sprintf("%.9f", seconds), collapse = ", "), peak_megabytes()))
  }
}

# The supply of scenario k (from 0), of all places.
scenario <- function(supply, k) supply * (1 + (seq_along(supply) - 1 + 31 * k) %% 101 / 100)
