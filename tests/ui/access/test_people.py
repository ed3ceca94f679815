"""Passwords, sessions and waits: what is decided, apart from any request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ui.access.passwords import fault_of, hashed, is_right
from ui.access.rights import Role
from ui.access.sessions import IDLE, LONGEST, Sessions
from ui.access.slowing import ACCOUNT, ADDRESS, PAIR, Slowing, wait_after
from ui.access.users import (
    People,
    User,
    UsersError,
    UsersFile,
    change_people,
    read_people,
    usable_name,
    with_password,
    with_token,
    with_user,
    without_token,
    without_user,
)

GOOD = "堤上的柳树一年比一年高 2019"
USER = User(Role.EDITOR, "a hash")


def test_a_password_is_kept_as_argon2id_and_known_again() -> None:
    kept = hashed(GOOD)
    assert kept.startswith("$argon2id$") and GOOD not in kept
    assert is_right(kept, GOOD) and is_right(kept, GOOD.replace("2019", "２０１９"))
    assert not is_right(kept, GOOD + " ") and not is_right(None, GOOD) and not is_right("no hash", GOOD)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("短", "password_short"),
        ("x" * 257, "password_long"),
        ("121212121212", "password_simple"),
        ("wangfangwangfang", "password_simple"),
        (GOOD, None),
        ("correct horse battery", None),
    ],
)
def test_what_is_easily_guessed_is_refused(password: str, code: str | None) -> None:
    assert fault_of(password, "WangFang") == code


def test_a_session_ends_idle_old_and_with_the_password() -> None:
    sessions, people = Sessions(), People({"王芳": USER})
    carried = sessions.begin("王芳", USER, 0)
    assert sessions.user_of(carried, people, IDLE) == ("王芳", USER)
    assert sessions.user_of(carried, people, 2 * IDLE) == ("王芳", USER), "it was used meanwhile"
    for changed in (
        People(),
        People({"王芳": replace(USER, password="another")}),
        People({"王芳": replace(USER, role=Role.READER)}),
    ):
        again = sessions.begin("王芳", USER, 0)
        assert sessions.user_of(again, changed, 1) is None
        assert sessions.user_of(again, people, 1) is None, "what is over stays over"
    sessions.end(carried)
    assert sessions.user_of(carried, people, 2 * IDLE) is None
    assert sessions.user_of("", people, 0) is None


def test_a_session_ends_however_busy_it_is() -> None:
    sessions, people = Sessions(), People({"王芳": USER})
    carried = sessions.begin("王芳", USER, 0)
    times = range(0, LONGEST + 1, IDLE)
    assert all(sessions.user_of(carried, people, now) for now in times)
    assert sessions.user_of(carried, people, LONGEST + 1) is None


def test_the_wait_grows_and_is_bounded() -> None:
    assert [wait_after(count, 3, 30) for count in (0, 2, 3, 4, 5, 8, 9, 10_000)] == [0, 0, 1, 2, 4, 30, 30, 30]


def test_many_tries_at_once_are_no_way_around_the_wait() -> None:
    slowing = Slowing()
    tried = 0
    for _ in range(100):
        if slowing.wait("王芳", "192.0.2.1", 0) == 0:
            slowing.tried("王芳", "192.0.2.1", 0)
            tried += 1
    assert tried == PAIR[0]


def test_nobody_is_kept_out_by_tries_from_elsewhere() -> None:
    slowing = Slowing()
    slowing.tried("王芳", "10.0.0.5", 0)
    slowing.succeeded("王芳", "10.0.0.5")
    for number in range(1000):
        slowing.tried("王芳", f"192.0.2.{number}", 1)
    assert slowing.wait("王芳", "198.51.100.1", 1) == ACCOUNT[1]
    assert slowing.wait("王芳", "10.0.0.5", 1) == 0


def test_an_office_behind_one_address_is_slowed_and_never_locked_out() -> None:
    slowing = Slowing()
    for number in range(1000):
        slowing.tried(f"user {number}", "10.0.0.5", 0)
    assert 0 < slowing.wait("王芳", "10.0.0.5", 0) <= ADDRESS[1]
    assert slowing.wait("王芳", "10.0.0.5", ADDRESS[1]) == 0
    assert slowing.wait("王芳", "10.0.0.6", 0) == 0


def test_a_private_file_is_written_without_the_umask_which_is_that_of_all_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_to: list[int] = []
    monkeypatch.setattr("os.umask", lambda mask: set_to.append(mask) or 0o022)
    path = tmp_path / "users.json"
    change_people(path, lambda people: with_user(people, "王芳", Role.EDITOR, GOOD))
    assert set_to == [] and path.stat().st_mode & 0o777 == 0o600


def test_the_file_of_users_is_private_and_seen_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "users.json"
    change_people(path, lambda people: with_user(people, "王芳", Role.EDITOR, GOOD))
    file = UsersFile(path)
    before = file.people().users["王芳"]
    assert path.stat().st_mode & 0o777 == 0o600 and GOOD not in path.read_text("utf-8")
    change_people(path, lambda people: with_password(people, "王芳", GOOD + "!"))
    after = file.people().users["王芳"]
    assert (after.role, after.stamp == before.stamp) == (Role.EDITOR, False)
    change_people(path, lambda people: without_user(people, "王芳"))
    assert file.people().users == {}
    path.unlink()
    with pytest.raises(UsersError, match="user add"):
        file.people()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"users": {}}', '{"users": {"a": {"role": "king"}}, "tokens": {}}'])
def test_a_damaged_file_of_users_lets_nobody_in(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "users.json"
    path.write_text(damage)
    with pytest.raises(UsersError) as raised:
        read_people(path)
    assert raised.value.code == "users_damaged"
    with pytest.raises(UsersError):
        change_people(path, lambda people: with_user(people, "王芳", Role.EDITOR, GOOD))
    assert path.read_text() == damage, "what people added is not written over"


def test_a_token_holds_up_to_its_end_and_is_kept_as_a_digest() -> None:
    people, sent = with_token(People(), "报表", Role.READER, date(2024, 5, 1))
    assert sent not in repr(people)
    assert people.token_of(sent, date(2024, 5, 1)) == ("报表", people.tokens["报表"])
    assert people.token_of(sent, date(2024, 5, 2)) is None
    assert people.token_of(sent[:-1], date(2024, 5, 1)) is None
    assert without_token(people, "报表").token_of(sent, date(2024, 5, 1)) is None


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\x1b[31m", "x" * 65])
def test_a_name_can_be_seen(name: str) -> None:
    with pytest.raises(UsersError):
        usable_name(name)


def test_who_is_there_is_not_added_twice() -> None:
    people = People({"王芳": USER})
    for change in (
        lambda: with_user(people, "王芳", Role.READER, GOOD),
        lambda: with_password(people, "李明", GOOD),
        lambda: with_password(people, "王芳", "short"),
        lambda: without_user(people, "李明"),
        lambda: without_token(people, "报表"),
    ):
        with pytest.raises(UsersError):
            change()
