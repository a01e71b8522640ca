"""一页简报 as a page: figures with the cells they stand on, three charts, what is open."""

from __future__ import annotations

from decimal import Decimal

from ..office.charts import scale_end
from ..summary.brief import Brief
from ..summary.tallies import Statistic
from .html import Chart, bar_chart, render_page

_STYLES = ("counted", "undecided", "not-counted")


def brief_html(brief: Brief) -> str:
    """One page that prints on one sheet of A4."""
    charts = [chart for one in brief.charts if (chart := _chart(one)) is not None]
    return render_page("brief.html", title=brief.title, brief=brief, charts=charts, assumed=())


def _chart(one: Statistic) -> Chart | None:
    headings = one.headings[1:]
    rows = [
        (
            name,
            [
                (_STYLES[place % len(_STYLES)], figure, f"{heading} {figure:,f}")
                for place, (heading, figure) in enumerate(zip(headings, figures, strict=True))
            ],
            f"{sum(figures):,.2f}" if one.money else f"{sum(figures):,f}",
        )
        for name, figures in one.lines
    ]
    legend = [(_STYLES[place % len(_STYLES)], heading) for place, heading in enumerate(headings)]
    most = scale_end(sum(figures, Decimal(0)) for _, figures in one.lines) if one.money else None
    return bar_chart(one.title, rows, legend, most=most)
