-- One line for each project that has milestones: the milestone that decides its light, and what is counted apart.
SELECT project_id, MIN(light_rank) AS rank,
    (array_agg(light_rule ORDER BY light_rank, days_late DESC, baseline_due, milestone_id))[1] AS rule,
    (array_agg(milestone_id ORDER BY light_rank, days_late DESC, baseline_due, milestone_id))[1] AS decides,
    (array_agg(days_late ORDER BY light_rank, days_late DESC, baseline_due, milestone_id))[1] AS days_late,
    (array_agg(baseline_due ORDER BY light_rank, days_late DESC, baseline_due, milestone_id))[1] AS due,
    COALESCE(bool_or(baseline_due IS NOT NULL AND state <> 'cancelled'), false) AS scheduled,
    COALESCE(MAX(days_late) FILTER (WHERE state = 'overdue'), 0) AS longest,
    COUNT(*) FILTER (WHERE claim_pending) AS awaiting,
    COUNT(*) FILTER (WHERE state = 'awaiting' AND days_late > 30) AS late_claimed,
    COUNT(*) FILTER (WHERE state = 'suspended') AS suspended,
    COUNT(*) FILTER (WHERE state = 'unplanned') AS unplanned,
    COUNT(*) FILTER (WHERE state = 'cancelled' AND days_late > 0) AS cancelled,
    COALESCE(array_agg(milestone_id ORDER BY days_late DESC, milestone_id) FILTER (WHERE state = 'overdue'), '{}') AS late,
    COALESCE(array_agg(days_late ORDER BY days_late DESC, milestone_id) FILTER (WHERE state = 'overdue'), '{}') AS days
FROM facts GROUP BY project_id
