"""From a number back to its origin: value, function, rows of tables, producer."""
