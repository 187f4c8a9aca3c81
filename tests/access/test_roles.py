"""What the application's database role may not do, whatever the application's code says."""

import pytest
from django.db import ProgrammingError, connection, transaction

from projects.models import Project, Role, User
from tests.cast import make_cast, owner

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE projects_project CASCADE",
        "DROP TABLE projects_project",
        "ALTER TABLE milestones_milestone DISABLE TRIGGER ALL",
        "CREATE TABLE elsewhere (id int)",
        "CREATE OR REPLACE FUNCTION workdays(after date, until date) RETURNS int LANGUAGE sql AS 'SELECT 0'",
        "UPDATE projects_projectevent SET name = 'x'",
        "DELETE FROM projects_projectevent",
        "DELETE FROM milestones_claimevent",
    ],
)
def test_the_application_may_not(statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_change_of_a_project_leaves_its_history():
    cast = make_cast()
    cast.project.note = "已更新"
    cast.project.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT note, pgh_label FROM projects_projectevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [cast.project.pk],
        )
        assert cursor.fetchall()[-1] == ("已更新", "update")


def test_a_superuser_has_the_administrators_rights_and_no_others():
    make_cast()
    with owner():
        root = User.objects.create_superuser("root", "root@example.com", "tiexi-demo")
    assert root.role == Role.ADMIN
    assert Project.objects.visible_to(root).count() == 1
    assert not Project.objects.editable_by(root).exists()
