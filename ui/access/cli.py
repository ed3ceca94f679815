"""python app.py user, python app.py token: who may come in, kept in the file that --users names.

What they change is noted in the audit log of the index that --index names.
"""

from __future__ import annotations

import getpass
import sys
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import click

from corpus import say
from corpus.command_line import PATH, WHOLE, Choice, Group, index_option, language
from ui.access.audit import AuditLog, Entry
from ui.access.conversations import forget
from ui.access.rights import Role
from ui.access.users import (
    People,
    UsersError,
    change_people,
    read_people,
    usable_name,
    with_password,
    with_token,
    with_user,
    without_token,
    without_user,
)

DEFAULT_USERS = Path("var/users.json")
DAYS = 365
MOST_DAYS = 10 * 365
COMMAND_LINE, DONE = "command line", 200
"""In the audit log in place of an address, and the status of what was done."""

users_option = click.option("--users", type=PATH, default=DEFAULT_USERS, metavar="FILE")
role_option = click.option("--role", type=Choice([each.value for each in Role]), default=Role.READER.value)
name_argument = click.argument("name", metavar="NAME")

user = Group("user")
token = Group("token")


@user.command("user_add")
@name_argument
@role_option
@users_option
@index_option
def user_add(name: str, role: str, users: Path, index: Path) -> int:
    """Add a user, whose password is asked for."""
    name = usable_name(name)
    if users.exists() and name in read_people(users).users:
        raise UsersError("user_exists", name=name)  # before the password is asked for
    change_people(users, partial(with_user, name=name, role=Role(role), password=new_password(name)))
    noted(index, "user/add", name=name, role=role)
    return told("user_added", name=name, role=_role(role), file=users)


@user.command("user_passwd")
@name_argument
@users_option
@index_option
def user_passwd(name: str, users: Path, index: Path) -> int:
    """Set another password, which is asked for; all sessions of the user end."""
    name = usable_name(name)
    if name not in read_people(users).users:
        raise UsersError("user_unknown", name=name)
    change_people(users, partial(with_password, name=name, password=new_password(name)))
    noted(index, "user/passwd", name=name)
    return told("user_password_set", name=name)


@user.command("user_remove")
@name_argument
@users_option
@index_option
def user_remove(name: str, users: Path, index: Path) -> int:
    """Remove a user; all sessions of the user end, and the user's conversations are deleted."""
    name = usable_name(name)
    read_people(users)
    change_people(users, partial(without_user, name=name))
    noted(index, "user/remove", name=name)
    forget(users, name)
    return told("user_removed", name=name)


@user.command("user_list")
@users_option
def user_list(users: Path) -> int:
    """Print the users with their roles."""
    for name, found in read_people(users).users.items():
        print(f"{name}\t{_role(found.role)}")
    return 0


@token.command("token_add")
@name_argument
@role_option
@click.option("--days", type=WHOLE, default=DAYS, metavar="N")
@users_option
@index_option
def token_add(name: str, role: str, days: int, users: Path, index: Path) -> int:
    """Add a token for a program, and print it: it is shown this once."""
    if not 1 <= days <= MOST_DAYS:
        raise UsersError("token_days", most=MOST_DAYS)
    name, ends = usable_name(name), date.today() + timedelta(days=days)
    sent = ""

    def added(people: People) -> People:
        nonlocal sent
        changed, sent = with_token(people, name, Role(role), ends)
        return changed

    change_people(users, added)
    noted(index, "token/add", name=name, role=role, ends=str(ends))
    told("token_added", name=name, role=_role(role), ends=ends)
    print(sent)
    return 0


@token.command("token_remove")
@name_argument
@users_option
@index_option
def token_remove(name: str, users: Path, index: Path) -> int:
    """Remove a token; what sends it is refused from then on."""
    name = usable_name(name)
    read_people(users)
    change_people(users, partial(without_token, name=name))
    noted(index, "token/remove", name=name)
    return told("token_removed", name=name)


@token.command("token_list")
@users_option
def token_list(users: Path) -> int:
    """Print the tokens with their roles and ends."""
    for name, found in read_people(users).tokens.items():
        print(f"{name}\t{_role(found.role)}\t{found.ends}")
    return 0


for group in (user, token):  # as they are typed: `user add`; their texts are under user_add
    group.commands = {name.partition("_")[2]: command for name, command in group.commands.items()}


def new_password(name: str) -> str:
    """The password that is typed, twice and unseen; from a pipe, the line that comes.

    :raises UsersError: if the two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(say("password_ask", language(), name=name))
    if getpass.getpass(say("password_ask_again", language())) != first:
        raise UsersError("passwords_differ")
    return first


def noted(index: Path, did: str, **what: object) -> None:
    """Note in the audit log of the index in the folder `index` what was done, by the user of this machine."""
    try:
        who = getpass.getuser()
    except (OSError, KeyError):  # one that the system has no name for
        who = ""
    AuditLog(index).add(Entry(who, None, COMMAND_LINE, did, DONE, what))


def told(code: str, **particulars: object) -> int:
    """0, once a sentence is printed."""
    print(say(code, language(), **particulars), file=sys.stderr)
    return 0


def _role(role: str) -> str:
    return say(f"role_{role}", language())
