"""Relations between indicators and tables as statistics offices write them (审核关系), read by hand: nothing is ever evaluated as code."""
