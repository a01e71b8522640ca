"""The summary: rows of many offices joined, in order, with the way of every cell, the receipt, and what is to be said of them."""
