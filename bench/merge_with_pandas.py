"""The script that a merge replaces, in pandas: read each table, concatenate, write. No check, no receipt, no way back."""

import sys
from pathlib import Path

import pandas as pd

folder, out = Path(sys.argv[1]), sys.argv[2]
frames = [pd.read_excel(path, header=2, dtype=object, engine="openpyxl") for path in sorted(folder.glob("*.xlsx"))]
merged = pd.concat(frames, ignore_index=True)
merged.to_excel(out, index=False)
print(len(merged))
