"""Layout: from words with boxes and ruled lines to text in reading order and tables; knows no file format."""
