"""Standar Pelayanan Minimal (SPM): what the standards are, and how far a region is from them.

Where what is:

- ``catalogue``, ``catalogue_selection``, ``definitions``: the standards as records, those in force in a year,
  like names with another count;
- ``attainment``: coverage, attainment, capped performance and gap, numbers that are never mixed;
- ``records``, ``schools``: the same for what a region supplied, row by row and school by school;
- ``performance``: the three numbers of a published table; ``pace``, ``region_pace``: how long at the recent
  pace; ``spm_index``, ``spm_average``: the SPM index as regulated and exact;
- ``outcomes``, ``targets``, ``nationwide``: outcomes of the national panel against country and targets;
- ``ladder``: all services of a region on one scale;
- ``costing``: what closing a gap costs.
"""
