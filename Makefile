report: ; python3 run.py report
test: ; python3 run.py test
lab: ; python3 run.py lab
