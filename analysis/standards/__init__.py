"""Standar Pelayanan Minimal (SPM): what the standards are, and how far a region is from them.

Where what is:

- ``catalogue``, ``catalogue_selection``, ``definitions``: the standards as records, those in force in a year,
  like names with another count;
- ``attainment``: coverage, attainment, capped performance and gap, numbers that are never mixed;
- ``records``, ``schools``: the same for what a region supplied, row by row and school by school;
- ``pace``: how long at the recent pace; ``spm_index``: the index as regulated and exact;
- ``outcomes``, ``targets``, ``nationwide``: outcomes of the national panel against country and targets;
- ``costing``: what closing a gap costs.
"""
