"""Any request that the schema allows, and many that it does not, is answered as the schema says; never a 500."""

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from knox.models import AuthToken
from schemathesis.core.failures import FailureGroup

from tiexi.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

TOLD = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.negative_data_rejection,
]


@pytest.fixture
def one_connection():
    """The server closes its connection between requests; here it is the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def cast(cast, one_connection):
    cast.milestone.report(by=cast.steward, note="进展")
    cast.claim = cast.milestone.claim(by=cast.steward, finished_on=timezone.localdate(), note="完成")
    cast.ids = {
        "milestones": cast.milestone.pk,
        "claims": cast.claim.pk,
        "projects": cast.project.code,
        "users": "steward",
        "units": "roads",
        "categories": "road",
        "targets": cast.target.pk,
    }
    return cast


def try_out(operation, headers, mode, address):
    """A dozen requests to one operation, each answer held against the schema."""

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def run(case):
        cache.clear()
        if address and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, str(address))
        response = case.call(headers=headers)
        case.validate_response(response, checks=TOLD)

    run()


@pytest.mark.parametrize("name", ["steward", "supervisor"])
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_every_answer_is_as_the_schema_says(cast, mode, name):
    """Well-formed requests go to records that exist, malformed ones anywhere."""
    headers = {"Authorization": f"Token {AuthToken.objects.create(getattr(cast, name))[1]}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application, headers=headers)
    faults = []
    for found in schema.get_all_operations():
        operation = found.ok()
        address = cast.ids.get(operation.path.split("/")[3]) if mode.is_positive else None
        try:
            try_out(operation, headers, mode, address)
        except (Exception, FailureGroup) as fault:
            faults.append(f"{operation.label}: {fault}")
    assert not faults, "\n\n".join(faults)
