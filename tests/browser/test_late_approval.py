"""In a real browser an approver reads how late a schedule is before approving it, and cannot do so without a word."""

import datetime as dt

import pytest
from django.urls import reverse

from backoffice.clock import today

from .machines import SIDEWAYS, SIZES, send

pytestmark = pytest.mark.browser


@SIZES
def test_a_day_that_has_passed_is_shown_and_asks_for_a_word(enter, live_server, work, size):
    late = work.project.milestones.create(name="已过节点", forecast_due=today() - dt.timedelta(17))
    page = enter("supervisor", size)
    page.goto(live_server.url + reverse("admin:projects_project_act_approve_plan", args=[work.project.pk]))
    shown = page.inner_text(".tx-act")
    assert "批准即逾期1个，最长17天" in shown and "已过节点" in shown and page.evaluate(SIDEWAYS) <= 0
    send(page)
    assert page.locator("#id_note_error").is_visible()
    late.refresh_from_db()
    assert late.baseline_due is None
    page.fill("[name=note]", "补录历史节点")
    send(page)
    late.refresh_from_db()
    assert late.baseline_due == late.forecast_due and not page.complaints
