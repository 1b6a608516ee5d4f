"""How good the graph is with offline models: ``python -m serve_graph.quality``.

Routing and injection on the half of the labelled texts that no model has seen, and what
corrections do.  The texts are not part of the project: ``--data DIR`` says where they are.
"""

# ruff: noqa: T201  # it talks to whoever runs it

import asyncio
from collections.abc import Sequence
from dataclasses import astuple

from serve_graph.quality.bench import KeptEmbedder
from serve_graph.quality.corrections import Effect, corrections_judged
from serve_graph.quality.figures import table_lines
from serve_graph.quality.injection import QUARANTINED_MAX, InjectionJudged, injection_judged
from serve_graph.quality.options import Options, options_read
from serve_graph.quality.routing import Report, routing_judged
from serve_graph.quality.rows import departments_read, is_train, routing_read
from serve_graph.quality.train_injection import held_rows, messy_rows
from serve_graph.stages.injection.model import InjectionModel


async def report(options: Options, embedder: KeptEmbedder) -> list[str]:
    """Return the lines of all tables."""
    rows, departments = routing_read(options.routing), departments_read(options.departments)
    held = [row for row in rows if not is_train(row.id)]
    routed = await routing_judged(held, departments, embedder)
    detector = InjectionModel.load()
    screened = injection_judged(held_rows(options), detector)
    messy = injection_judged(messy_rows(options), detector)
    effects = await corrections_judged(rows, departments, embedder)
    return [
        *(*_routing(routed), ""),
        *(*_injection(screened), ""),
        *("Attacks inside longer and messier appeals, and such appeals alone", *_languages(messy)),
        *("", *_corrections(effects)),
    ]


def _routing(routed: Report) -> list[str]:
    head = ("models", "texts", "n", "top-1", "top-3", "ECE", "by chance", "coverage at .92")
    rows = [
        (kind, group, *astuple(j)) for kind, groups in routed.items() for group, j in groups.items()
    ]
    return ["Routing, rows that no model has seen", *table_lines(head, rows)]


def _injection(screened: InjectionJudged) -> list[str]:
    rows = [
        ("recall" if is_attack else "false alarms", kind, language, count, share)
        for (is_attack, kind, language), (count, share) in sorted(
            screened.alarms.items(), key=lambda item: (not item[0][0], item[0][1:])
        )
    ]
    title = (
        f"Injection, rows that no model has seen: F1 {screened.f1:.3f}, "
        f"ECE {screened.calibration_error:.3f}, threshold {screened.threshold:g}, "
        f"{screened.grey:.0%} for a judge"
    )
    table = table_lines(("figure", "kind", "language", "n", "share"), rows)
    every = screened.languages[0]
    verdict = "kept" if every.quarantined < QUARANTINED_MAX else "BROKEN"
    set_aside = (
        f"S23, by language and script: {every.quarantined:.1%} of honest texts are set aside "
        f"(under {QUARANTINED_MAX:.0%}: {verdict})"
    )
    return [title, *table, "", set_aside, *_languages(screened)]


def _languages(screened: InjectionJudged) -> list[str]:
    head = ("language", "attacks", "recall", "risk", "benign", "quarantined", "risk ")
    return table_lines(head, [astuple(one) for one in screened.languages])


def _corrections(effects: Sequence[Effect]) -> list[str]:
    head = ("corrections", "n", "other texts right", "after", "paraphrases as corrected", "after ")
    rows = [
        (
            one.name,
            one.corrected,
            one.others_before,
            one.others_after,
            one.paraphrases_before,
            one.paraphrases_after,
        )
        for one in effects
    ]
    return ["Corrections, four confused pairs at once", *table_lines(head, rows)]


def main() -> None:
    """Print the tables."""
    options = options_read(__doc__)
    with KeptEmbedder(options.kept) as embedder:
        print("\n".join(asyncio.run(report(options, embedder))))


if __name__ == "__main__":
    main()
