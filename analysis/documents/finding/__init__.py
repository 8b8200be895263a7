"""Where the standards of a catalogue stand in pages: mentions, targets, codes and amounts, and their ties."""
