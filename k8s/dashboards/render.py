"""k8s.dashboards: a dashboard as the JSON that Grafana imports, through Grafana's own SDK."""

from itertools import count
from typing import Any

from grafana_foundation_sdk.builders import bargauge, common, prometheus, stat, timeseries
from grafana_foundation_sdk.builders import dashboard as grafana
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as shapes
from grafana_foundation_sdk.models import dashboard as models

from k8s.dashboards.graph import GRAPH
from k8s.dashboards.machines import MACHINES
from k8s.dashboards.model import PRICE, Board, Kind, Panel, Query, Row
from k8s.dashboards.people import PEOPLE

BOARDS = (PEOPLE, GRAPH, MACHINES)
SOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
PRICE_DEFAULT = "4"
WIDTH, HEIGHT = 6, 8
_PANELS: dict[Kind, Any] = {
    Kind.LINES: timeseries.Panel,
    Kind.STACKED: timeseries.Panel,
    Kind.BARS: bargauge.Panel,
    Kind.NUMBER: stat.Panel,
}


def board_render(board: Board) -> str:
    """Return the JSON of a dashboard, the same for the same board."""
    built = (
        grafana.Dashboard(board.title)
        .uid(board.uid)
        .description(board.told)
        .tags(["civicconnect"])
        .time("now-6h", "now")
        .refresh("30s")
        .timezone("browser")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .with_variable(
            grafana.DatasourceVariable("datasource").label("Prometheus").type("prometheus")
        )
    )
    if any(PRICE in query.expr for panel in board.panels for query in panel.queries):
        price = grafana.TextBoxVariable(PRICE.removeprefix("$")).default_value(PRICE_DEFAULT)
        built.with_variable(price.label("US dollars for a million tokens"))
    numbers = count(1)
    for row in board.rows:
        _row_add(built, row, numbers)
    encoder = JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False)
    return encoder.encode(built.build()) + "\n"


def _row_add(built: grafana.Dashboard, row: Row, numbers: "count[int]") -> None:
    built.with_row(grafana.Row(row.title).id(next(numbers)))
    for panel in row.panels:
        built.with_panel(_panel(panel).id(next(numbers)))


def _panel(panel: Panel) -> Any:  # noqa: ANN401  # the SDK's builders have no common type
    built = _PANELS[panel.kind]().title(panel.title).description(panel.told)
    built.unit(panel.unit.value).datasource(SOURCE).span(WIDTH).height(HEIGHT).min(0)
    built.thresholds(_thresholds(panel.warns_at))
    if panel.kind in {Kind.LINES, Kind.STACKED}:
        built.fill_opacity(10).show_points(shapes.VisibilityMode.NEVER)
        if panel.warns_at is not None:
            shown = common.GraphThresholdsStyleConfig().mode(shapes.GraphTresholdsStyleMode.LINE)
            built.thresholds_style(shown)
    if panel.kind is Kind.STACKED:
        built.stacking(common.StackingConfig().mode(shapes.StackingMode.NORMAL))
    if panel.kind in {Kind.BARS, Kind.NUMBER}:
        built.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    if panel.kind is Kind.BARS:
        built.orientation(shapes.VizOrientation.HORIZONTAL)
    for place, query in enumerate(panel.queries):
        is_now = panel.kind in {Kind.BARS, Kind.NUMBER}
        built.with_target(_target(query, ref_id=chr(ord("A") + place), is_now=is_now))
    return built


def _target(query: Query, *, ref_id: str, is_now: bool) -> prometheus.Dataquery:
    target = prometheus.Dataquery().expr(query.expr).legend_format(query.legend).ref_id(ref_id)
    return target.instant() if is_now else target.range()


def _thresholds(warns_at: float | None) -> grafana.ThresholdsConfig:
    steps = [models.Threshold(color="green", value=None)]
    if warns_at is not None:
        steps.append(models.Threshold(color="red", value=warns_at))
    absolute = models.ThresholdsMode.ABSOLUTE
    return grafana.ThresholdsConfig().mode(absolute).steps(steps)
