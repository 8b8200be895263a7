"""What every specimen document bears: the notice that it is made up, and a date that is not the clock's."""

NOTICE = "SPESIMEN - dibuat untuk latihan dan uji; Kabupaten Contoh tidak ada"
TIMESTAMP = 1_325_376_000  # the first second of 2012
