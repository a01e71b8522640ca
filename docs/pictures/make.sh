#!/usr/bin/env bash
# The pictures of README.md and the manual, from a real run of the demo. Needs Chromium, LibreOffice, poppler-utils.
# Usage: docs/pictures/make.sh [python]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${1:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$python" -m xltools demo -o demo > /dev/null

page() { # html picture width,height
  "$(command -v chromium || command -v chromium-browser || command -v google-chrome)" --headless --no-sandbox --disable-gpu \
    --no-first-run --disable-background-networking --disable-sync --hide-scrollbars --user-data-dir="$work/chromium" \
    --window-size="$3" --screenshot="$here/$2" "file://$work/demo/$1" > /dev/null 2>&1
}
paper() { # file picture dpi: its first page
  soffice "-env:UserInstallation=file://$work/office" --headless --convert-to pdf --outdir "$work/pdf" "demo/$1" > /dev/null 2>&1
  local name
  name=$(basename "${1%.*}")
  pdftoppm -r "$3" -f 1 -l 1 -singlefile -png "$work/pdf/$name.pdf" "$here/${2%.png}"
}

"$python" -m xltools receive demo/1-申报材料/hubei-2022 --received 2022-10-30 --by 2022-11-02 -o demo/收件检查 > /dev/null 2>&1 || true
page 收件检查/收件概览.html 收件概览.png 1180,1150
"$python" -m xltools validate demo/1-申报材料/hubei-2022 --format html -o demo/区报告.html > /dev/null 2>&1 || true
page 区报告.html 校验报告.png 1180,1120
page 3-投资窗口核算/投资窗口核算.html 投资窗口核算.png 1180,860
paper 4-汇总/推荐汇总表.xlsx 汇总表.png 80
paper 5-公函/推荐函.docx 公函.png 60
ls -l "$here"
