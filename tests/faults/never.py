"""What may never be found after a run, as SQL that counts it (G1 to G5)."""

from typing import LiteralString

WAITING: LiteralString = """
    SELECT (SELECT count(*) FROM conversations_session WHERE status = 'ROUTING')
         + (SELECT count(*) FROM conversations_message
            WHERE state IN ('RECEIVED', 'QUEUED', 'PROCESSING'))
         + (SELECT count(*) FROM base_job WHERE state IN ('QUEUED', 'RUNNING'))
         + (SELECT count(*) FROM notifications_delivery WHERE state IN ('PENDING', 'SENDING'))
"""
# From the end of the fault to the end of the last message that was saved before it.
HEALS: LiteralString = """
    SELECT greatest(0, coalesce(extract(epoch FROM max(state_changed_at) - %(healed)s), 0))
    FROM conversations_message
    WHERE sender_kind = 'CITIZEN' AND created_at BETWEEN %(began)s AND %(healed)s
"""
DEAD: LiteralString = """
    SELECT count(*) FROM base_job WHERE state = 'DEAD' AND created_at >= %(began)s
"""
UNKNOWN: LiteralString = """
    SELECT count(*) FROM notifications_delivery
    WHERE state = 'UNKNOWN' AND created_at >= %(began)s
"""
NEVER: dict[str, LiteralString] = {
    "doubled: two analyses of one message": """
        SELECT count(*) FROM (
            SELECT 1 FROM routing_aianalysis WHERE created_at >= %(began)s
            GROUP BY message_id HAVING count(*) > 1
            UNION ALL
            SELECT 1 FROM routing_injectionlog WHERE created_at >= %(began)s
            GROUP BY message_id HAVING count(*) > 1) AS twice""",
    "doubled: two notices for one person and reason (G5)": """
        SELECT count(*) FROM (
            SELECT 1 FROM notifications_delivery d
            JOIN conversations_message m ON m.uuid = d.message_id
            WHERE d.created_at >= %(began)s AND d.kind = 'SESSION_ROUTED'
            GROUP BY m.session_id, d.recipient_id HAVING count(*) > 1) AS twice""",
    "doubled: two notes of one closing": """
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_message
            WHERE created_at >= %(began)s AND notice = 'SESSION_CLOSED'
            GROUP BY session_id HAVING count(*) > 1) AS twice""",
    "doubled: two warnings of one closing": """
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_message
            WHERE created_at >= %(began)s AND notice = 'CLOSE_WARNING'
            GROUP BY session_id HAVING count(*) > 1) AS twice""",
    "G1: a session without a message": """
        SELECT count(*) FROM conversations_session s WHERE opened_at >= %(began)s
        AND NOT EXISTS (SELECT 1 FROM conversations_message m WHERE m.session_id = s.uuid)""",
    "G1: a session without its job": """
        SELECT count(*) FROM conversations_session s WHERE opened_at >= %(began)s
        AND NOT EXISTS (SELECT 1 FROM base_job j WHERE j.subject = s.uuid AND j.kind = 'ROUTE')""",
    "G2: routed by the pipeline without an analysis": """
        SELECT count(*) FROM conversations_session s
        WHERE opened_at >= %(began)s AND routed_by = 'PIPELINE'
        AND NOT EXISTS (SELECT 1 FROM routing_aianalysis a WHERE a.session_id = s.uuid)""",
    "G2: routed by the pipeline and staff not told": """
        SELECT count(*) FROM conversations_session s
        JOIN departments_membership b ON b.department_id = s.assigned_department_id
        JOIN accounts_user u ON u.uuid = b.user_id AND u.is_active AND u.kind = 'STAFF'
        WHERE s.opened_at >= %(began)s AND s.routed_by = 'PIPELINE'
        AND NOT EXISTS (
            SELECT 1 FROM notifications_delivery d
            JOIN conversations_message m ON m.uuid = d.message_id
            WHERE m.session_id = s.uuid AND d.recipient_id = u.uuid
            AND d.kind = 'SESSION_ROUTED')""",
    "G3: two open sessions of a citizen": """
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_session WHERE status <> 'CLOSED'
            GROUP BY citizen_id HAVING count(*) > 1) AS twice""",
    "G3: picked by two": """
        SELECT count(*) FROM (
            SELECT 1 FROM audit_auditentry WHERE happened_at >= %(began)s
            GROUP BY subject_uuid
            HAVING count(*) FILTER (WHERE action = 'SESSION_PICKED')
                 > count(*) FILTER (WHERE action = 'SESSION_ASSIGNED')) AS twice""",
    "G4: sequences with a gap": """
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_message m
            JOIN conversations_session s ON s.uuid = m.session_id
            WHERE s.opened_at >= %(began)s GROUP BY s.uuid, s.last_sequence
            HAVING max(m.sequence) <> count(*) OR s.last_sequence <> count(*)) AS gaps""",
    "G5: a delivery that did not end": """
        SELECT count(*) FROM notifications_delivery
        WHERE created_at >= %(began)s
        AND state NOT IN ('SENT', 'FAILED', 'UNKNOWN', 'SKIPPED')""",
    "G5: a reply that its citizen is not told of": """
        SELECT count(*) FROM conversations_message m
        JOIN conversations_session s ON s.uuid = m.session_id
        WHERE m.created_at >= %(began)s AND m.sender_kind = 'STAFF' AND m.visibility = 'PUBLIC'
        AND NOT EXISTS (
            SELECT 1 FROM notifications_delivery d
            WHERE d.message_id = m.uuid AND d.recipient_id = s.citizen_id)""",
    "G6: a lesson that the index was not taught": """
        SELECT count(*) FROM feedback_correction
        WHERE created_at >= %(began)s AND teach_state IN ('PENDING', 'FAILED')""",
}
