"""Documents in the manner of real ones, labelled by hand by a second author, and how finding does on them."""
