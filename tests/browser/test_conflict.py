"""Two people edit one project in a real browser: the second sees the panel, and the typed text is still there."""

import pytest
from django.urls import reverse

from projects.models import Project

pytestmark = pytest.mark.browser


def open_project(visit, cast, who, width):
    return visit(reverse("admin:projects_project_change", args=[cast.project.pk]), who, width)


def save(page):
    with page.expect_navigation():
        page.click("[name=_continue]")


@pytest.mark.parametrize("width", [1366, 390])
def test_the_second_is_told_and_keeps_the_typed_text(visit, faults_of, cast, width):
    first, second = (open_project(visit, cast, who, width) for who in ("supervisor", "steward"))
    second.fill("[name=note]", "管家在现场写的备注")
    first.fill("[name=note]", "督查写的备注")
    first.fill("[name=location]", "北一路")
    save(first)
    save(second)
    panel = second.locator(".tx-conflict")
    said = panel.inner_text()
    assert all(word in said for word in ("管家在现场写的备注", "督查写的备注", "supervisor", "后台", "北一路"))
    assert second.input_value("[name=note]") == "管家在现场写的备注"
    assert second.input_value("[name=location]") == "北一路"
    # The theme's own search boxes are the business of the page itself.
    assert [fault for fault in faults_of(second) if "select2" not in fault] == []
    assert [text for text in second.complaints if "409" not in text] == []
    assert Project.objects.get().note == "督查写的备注"
    save(second)
    assert second.locator(".tx-conflict").count() == 0
    assert Project.objects.get().note == "管家在现场写的备注"


@pytest.mark.parametrize("width", [1366, 390])
def test_a_history_reads_without_a_barrier(visit, faults_of, cast, width):
    page = open_project(visit, cast, "supervisor", width)
    page.fill("[name=note]", "督查写的备注")
    save(page)
    for address in (reverse("admin:projects_project_history", args=[cast.project.pk]), reverse("audit_log")):
        page = visit(address, "auditor", width)
        assert "督查写的备注" in page.locator(".tx-history").inner_text()
        assert faults_of(page) == [] and page.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
