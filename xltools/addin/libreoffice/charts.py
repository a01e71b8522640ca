"""Native charts, as far as a ledger needs them: kind, source, title, legend, place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xlwings import base_classes

from . import runtime
from .places import CellBlock, OpenSheet

POINT: Final = 2540 / 72

KINDS: Final = {
    "column_clustered": ("BarDiagram", {"Vertical": False}),
    "column_stacked": ("BarDiagram", {"Vertical": False, "Stacked": True}),
    "column_stacked_100": ("BarDiagram", {"Vertical": False, "Percent": True}),
    "bar_clustered": ("BarDiagram", {"Vertical": True}),
    "bar_stacked": ("BarDiagram", {"Vertical": True, "Stacked": True}),
    "line": ("LineDiagram", {}),
    "area": ("AreaDiagram", {}),
    "pie": ("PieDiagram", {}),
    "doughnut": ("DonutDiagram", {}),
}
"""xlwings' chart type -> diagram service and its properties. In LibreOffice ``Vertical`` means lying bars."""

LEGEND: Final = {"bottom": "BOTTOM", "top": "TOP", "left": "LEFT", "right": "RIGHT", "corner": "RIGHT"}


class Charts(base_classes.Charts):
    """The charts of one sheet."""

    def __init__(self, parent: OpenSheet) -> None:
        self.parent = parent

    @property
    def api(self) -> Any:
        return self.parent.native.Charts

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[CalcChart]:
        return (CalcChart(self.parent, name) for name in self.api.getElementNames())

    def __call__(self, key: int | str) -> CalcChart:
        names = self.api.getElementNames()
        if isinstance(key, int):
            return CalcChart(self.parent, names[key - 1])
        if key not in names:
            raise KeyError(key)
        return CalcChart(self.parent, key)

    def __contains__(self, key: str) -> bool:
        return key in self.api.getElementNames()

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: CellBlock | None = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,  # noqa: ARG002 - Excel's own numbering, without meaning here
    ) -> CalcChart:
        """A chart at a place in points."""
        if anchor is not None:
            left, top = anchor.left, anchor.top
        place = runtime.struct(
            "awt.Rectangle",
            X=round(left * POINT),
            Y=round(top * POINT),
            Width=round(width * POINT),
            Height=round(height * POINT),
        )
        number = len(self) + 1
        while name is None or (not name and f"Chart {number}" in self):
            name, number = f"Chart {number}", number + 1
        areas = (source.area,) if source is not None else ()
        self.api.addNewByName(name, place, areas, True, True)
        chart = CalcChart(self.parent, name)
        chart.chart_type = chart_type or "column_clustered"
        if plot_by is not None:
            chart.plot_by = plot_by
        return chart


class CalcChart(base_classes.Chart):
    """One chart, found by its name."""

    def __init__(self, parent: OpenSheet, name: str) -> None:
        self.sheet = parent
        self._name = name

    @property
    def parent(self) -> OpenSheet:
        return self.sheet

    @property
    def api(self) -> Any:
        return self.sheet.native.Charts.getByName(self._name)

    @property
    def model(self) -> Any:
        """The chart document inside the sheet."""
        return self.api.getEmbeddedObject()

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        """A chart keeps its name in LibreOffice; give it one when it is added."""
        if value != self._name:
            raise NotImplementedError("charts cannot be renamed on LibreOffice")

    @property
    def chart_type(self) -> str:
        diagram = self.model.getDiagram()
        service = diagram.getDiagramType().rsplit(".", 1)[-1]
        for word, (native, wishes) in KINDS.items():
            if native == service and all(getattr(diagram, key, False) == value for key, value in wishes.items()):
                return word
        return "combination"

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        if value not in KINDS:
            raise NotImplementedError(f"no chart of type {value} on LibreOffice")
        service, wishes = KINDS[value]
        model = self.model
        model.setDiagram(model.createInstance(f"com.sun.star.chart.{service}"))
        for key, wish in wishes.items():
            model.getDiagram().setPropertyValue(key, wish)

    @property
    def title(self) -> str | None:
        return str(self.model.Title.String) if self.model.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        self.model.HasMainTitle = bool(value)
        if value:
            self.model.Title.String = value

    @property
    def legend(self) -> ChartLegend:
        return ChartLegend(self)

    @property
    def value_axis(self) -> ChartAxis:
        return ChartAxis(self)

    @property
    def plot_by(self) -> str:
        return "columns" if self.model.getDiagram().DataRowSource.value == "COLUMNS" else "rows"

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        self.model.getDiagram().DataRowSource = runtime.enum("chart.ChartDataRowSource", value.upper())

    def delete(self) -> None:
        self.parent.native.Charts.removeByName(self._name)


class ChartAxis(base_classes.ChartAxis):
    """The axis of the values: its ends; None lets the program choose."""

    def __init__(self, chart: CalcChart) -> None:
        self.chart = chart

    @property
    def api(self) -> Any:
        return self.chart.model.getDiagram().getYAxis()

    @property
    def minimum_scale(self) -> float | None:
        return None if self.api.AutoMin else float(self.api.Min)

    @minimum_scale.setter
    def minimum_scale(self, value: float | None) -> None:
        self.set(minimum_scale=value)

    @property
    def maximum_scale(self) -> float | None:
        return None if self.api.AutoMax else float(self.api.Max)

    @maximum_scale.setter
    def maximum_scale(self, value: float | None) -> None:
        self.set(maximum_scale=value)

    def set(self, **changes: Any) -> None:
        """`minimum_scale` and `maximum_scale`; other properties of an axis are not supported here."""
        native = self.api
        for key, value in changes.items():
            if value is base_classes._UNSET:
                continue
            if key not in ("minimum_scale", "maximum_scale"):
                raise NotImplementedError(f"a chart axis has no {key} on LibreOffice")
            end = "Min" if key == "minimum_scale" else "Max"
            if value is None:
                setattr(native, f"Auto{end}", True)
            else:
                setattr(native, end, float(value))


class ChartLegend(base_classes.ChartLegend):
    """Shown or not, and where."""

    def __init__(self, chart: CalcChart) -> None:
        self.chart = chart

    @property
    def visible(self) -> bool:
        return bool(self.chart.model.HasLegend)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.chart.model.HasLegend = value

    @property
    def position(self) -> str | None:
        where = str(self.chart.model.Legend.Alignment.value)
        return next((word for word, native in LEGEND.items() if native == where), None)

    @position.setter
    def position(self, value: str) -> None:
        self.chart.model.HasLegend = True
        self.chart.model.Legend.Alignment = runtime.enum("chart.ChartLegendPosition", LEGEND[value])
