"""Folders of small speeches, written for a test and loaded."""

import json
from pathlib import Path

from corpus.files import Root, scan
from corpus.load import load
from corpus.metadata.stated import Sidecars

FILES = Path(__file__).resolve().parents[1] / "files"
BUNDLED = Path(__file__).resolve().parents[2] / "corpus" / "speeches"
SPEECH = "在全县防汛工作会议上的讲话\n县委书记 张××\n（2019年7月9日）\n\n同志们：\n\n汛期到了，请大家把险段再查一遍。\n"


def put(folder, name, content=SPEECH):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def jsonl(*speeches):
    return "".join(json.dumps(speech, ensure_ascii=False) + "\n" for speech in speeches)


def loaded(folder, *, allow_marked=False):
    root = Root(folder.name, folder, allow_marked)
    sidecars = Sidecars(root)
    return {str(found.relative): load(root, found, sidecars) for found in scan(root)}
