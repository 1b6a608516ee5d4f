# ruff: noqa: S608  # the SQL is put together from the constants of this file
"""The SQL of the statistics: one row a session, then sums over it (P38).

Everything is counted for a period and a scope in one statement, which reads each session once.
``scope`` is a list of departments, or nothing for all of them.
"""

_FACTS = """
    WITH facts AS MATERIALIZED (
        SELECT s.uuid, s.channel, s.assigned_department_id AS department_id,
            (s.opened_at AT TIME ZONE %(zone)s)::date AS day,
            coalesce(first_said.language, '') AS language,
            extract(epoch FROM coalesce(s.first_routed_at, s.routed_at) - s.opened_at) AS route_s,
            extract(epoch FROM s.first_staff_message_at - s.opened_at) AS reply_s,
            extract(epoch FROM s.closed_at - s.opened_at) AS close_s,
            s.overdue_at IS NOT NULL
                OR coalesce(s.first_staff_message_at > s.opened_at + interval '1 day', false)
                AS is_overdue,
            s.close_reason = 'IDLE' AS is_auto_closed,
            rating.stars,
            log.is_injection IS NOT NULL AS is_injection,
            analysis.kind, analysis.department_id AS chosen_id, analysis.confidence,
            coalesce(fixed.department_id, agreed.department_id) AS right_id
        FROM conversations_session s
        LEFT JOIN conversations_message first_said
            ON first_said.session_id = s.uuid AND first_said.sequence = 1
        LEFT JOIN conversations_rating rating ON rating.session_id = s.uuid
        LEFT JOIN LATERAL (
            SELECT true AS is_injection FROM routing_injectionlog i
            WHERE i.session_id = s.uuid LIMIT 1) log ON true
        LEFT JOIN LATERAL (
            SELECT a.kind, a.department_id, a.confidence FROM routing_aianalysis a
            WHERE a.session_id = s.uuid ORDER BY a.created_at DESC LIMIT 1) analysis ON true
        LEFT JOIN LATERAL (
            SELECT c.right_department_id AS department_id FROM feedback_correction c
            WHERE c.session_id = s.uuid AND c.undone_at IS NULL
            ORDER BY c.created_at DESC LIMIT 1) fixed ON true
        LEFT JOIN LATERAL (
            SELECT c.department_id FROM feedback_confirmation c
            WHERE c.session_id = s.uuid ORDER BY c.created_at DESC LIMIT 1) agreed ON true
        WHERE s.opened_at >= %(since)s AND s.opened_at < %(until)s
            AND (%(district)s::uuid IS NULL OR s.district_id = %(district)s)
            AND (%(channel)s = '' OR s.channel = %(channel)s)
            AND (%(language)s = '' OR first_said.language = %(language)s)
    )
"""

# Which of the grouping sets a row belongs to, as GROUPING() numbers them.
SETS = {15: "total", 7: "day", 11: "department", 13: "channel", 14: "language"}

_SERVICE = """
    SELECT GROUPING(day, department_id, channel, language) AS "set",
        day, department_id, channel, language,
        count(*) AS sessions,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY route_s) AS route_p50_s,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY route_s) AS route_p90_s,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY reply_s) AS reply_p50_s,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY reply_s) AS reply_p90_s,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY close_s) AS close_p50_s,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY close_s) AS close_p90_s,
        count(*) FILTER (WHERE is_overdue) AS overdue,
        count(close_s) AS closed,
        count(*) FILTER (WHERE is_auto_closed) AS auto_closed,
        count(stars) AS ratings,
        avg(stars)::float AS rating,
        count(*) FILTER (WHERE is_injection) AS injections
    FROM facts
    WHERE %(scope)s::uuid[] IS NULL OR department_id = ANY(%(scope)s)
    GROUP BY GROUPING SETS ((), (day), (department_id), (channel), (language))
    ORDER BY "set", day, channel, language, sessions DESC
"""

# Grouped by the department that the pipeline chose: a session that was corrected counts against
# the department it was wrongly sent to.
_ROUTING = """
    SELECT GROUPING(day, chosen_id, channel, language) AS "set",
        day, chosen_id AS department_id, channel, language,
        count(kind) AS analysed,
        count(*) FILTER (WHERE kind IN ('UNSURE', 'FAILED')) AS abstained,
        count(right_id) FILTER (WHERE chosen_id IS NOT NULL) AS verified,
        count(*) FILTER (WHERE chosen_id = right_id) AS confirmed,
        count(*) FILTER (WHERE chosen_id <> right_id) AS corrected
    FROM facts
    WHERE kind IS NOT NULL AND (%(scope)s::uuid[] IS NULL OR chosen_id = ANY(%(scope)s))
    GROUP BY GROUPING SETS ((), (day), (chosen_id), (channel), (language))
    ORDER BY "set", day, channel, language, analysed DESC
"""

_CALIBRATION = """
    SELECT least(floor(confidence * 10), 9)::int AS bin, count(*) AS count,
        avg(confidence) AS confidence, avg((chosen_id = right_id)::int)::float AS accuracy
    FROM facts
    WHERE confidence IS NOT NULL AND chosen_id IS NOT NULL AND right_id IS NOT NULL
        AND (%(scope)s::uuid[] IS NULL OR chosen_id = ANY(%(scope)s))
    GROUP BY bin ORDER BY bin
"""

_CONFUSION = """
    SELECT chosen_id, right_id, count(*) AS count
    FROM facts
    WHERE chosen_id IS NOT NULL AND right_id IS NOT NULL
        AND (%(scope)s::uuid[] IS NULL OR chosen_id = ANY(%(scope)s))
    GROUP BY chosen_id, right_id ORDER BY count DESC, chosen_id, right_id LIMIT 500
"""

STATISTICS = f"""{_FACTS},
    service AS ({_SERVICE}), routing AS ({_ROUTING}),
    calibration AS ({_CALIBRATION}), confusion AS ({_CONFUSION})
    SELECT (SELECT json_agg(service) FROM service), (SELECT json_agg(routing) FROM routing),
        (SELECT json_agg(calibration) FROM calibration),
        (SELECT json_agg(confusion) FROM confusion)
"""
