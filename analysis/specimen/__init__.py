"""Kabupaten Contoh, the specimen district: a made-up region with a complete set of data, to teach and test.

There is no such place. Its code 9999 belongs to no province, every row has the status ``specimen``, and
nothing of it enters a finding, a comparison or a number about a real region.
"""
