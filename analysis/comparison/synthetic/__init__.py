"""What would one unit have become? Synthetic control, synthetic difference-in-differences, placebos."""
