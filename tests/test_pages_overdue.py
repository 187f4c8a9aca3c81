"""The overdue page and its file: the same rows as the report, honest when empty, clear about bad input."""

import pytest
from django.urls import reverse

from tests.cast import make_cast

pytestmark = pytest.mark.django_db
ON = "2024-07-01"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def read(client, cast):
    """A page as a person sees it."""

    def get(address, who="leader", **query):
        client.force_login(getattr(cast, who))
        return client.get(address, query)

    return get


def test_the_page_names_the_row_and_why_it_is_late(read):
    page = read(reverse("overdue"), on=ON)
    text = page.content.decode()
    assert page.status_code == 200
    assert "新建牛心屯一路等9条道路" in text and "路基完成" in text and "区住建局" in text
    assert page.context["report"].total == 1
