"""Where does the variation lie? Variance between and within districts, provinces and years."""
