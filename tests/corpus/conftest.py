"""A folder that speeches can be put into."""

import pytest


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "讲话"
    path.mkdir()
    return path
