# Rscript peers.R job data.csv answer.csv repeats: daisy (package cluster) or lmer (package lme4).
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[2])
best <- c(Inf, Inf)
for (turn in seq_len(as.integer(arguments[4]))) {
  if (arguments[1] == "daisy") {
    for (name in names(data)) if (startsWith(name, "c")) data[[name]] <- factor(data[[name]])
    start <- proc.time()
    found <- cluster::daisy(data, metric = "gower")
  } else {
    start <- proc.time()
    found <- lme4::lmer(y ~ x + (1 | g), data)
  }
  spent <- proc.time() - start
  both <- c(spent[["user.self"]] + spent[["sys.self"]], spent[["elapsed"]])
  if (both[1] < best[1]) best <- both
}
if (arguments[1] == "daisy") {
  answer <- as.vector(as.matrix(found)[1:50, 1:50])
} else {
  spread <- as.data.frame(lme4::VarCorr(found))$vcov
  answer <- spread[1] / sum(spread)
}
write(format(answer, digits = 15), arguments[3], ncolumns = 1)
cat(best, "\n")
