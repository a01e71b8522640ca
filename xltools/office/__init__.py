"""Writing into Office packages: workbooks and Word documents built or patched part by part, what is not touched keeps its bytes."""
