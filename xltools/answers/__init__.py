"""What people answered to findings: the senders' explanations (审核说明), the office's waivers (豁免)."""
