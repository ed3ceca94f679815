"""The tables of the catalog, made and changed by numbered steps.

A step that was once released is never changed: whoever changes the tables adds one, and an older catalog is brought up
to it where it lies when it is next opened for writing. A step can fill what is new from what is there, or empty what is
derived from the texts, for the next build to derive it again.
"""

from __future__ import annotations

from collections.abc import Mapping

_FORMAT_2 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE roots (name TEXT PRIMARY KEY, path TEXT NOT NULL, allow_marked INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    root TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, report TEXT NOT NULL, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE speeches (
    speech_no INTEGER PRIMARY KEY AUTOINCREMENT, speech_id TEXT NOT NULL UNIQUE, root TEXT NOT NULL, path TEXT NOT NULL,
    digest BLOB NOT NULL, fields TEXT NOT NULL, text TEXT NOT NULL, sentences_version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX speeches_by_file ON speeches (root, path);
CREATE TABLE passages (
    passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, paragraph INTEGER NOT NULL,
    heading_path TEXT NOT NULL, signature BLOB NOT NULL, embedding BLOB NOT NULL
);
CREATE INDEX passages_by_speech ON passages (speech_no, ordinal);
CREATE INDEX passages_by_embedding ON passages (embedding);
CREATE TABLE embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sentences (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    folded TEXT NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (speech_no, start)
) WITHOUT ROWID;
CREATE TABLE family_members (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    folded TEXT NOT NULL, family BLOB NOT NULL, PRIMARY KEY (speech_no, start)
) WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', '2'), ('generation', '0');
"""

# What takes long to derive from one text is kept with it: "words", as `indexer.words` cuts them.
_DERIVED = """
CREATE TABLE derived (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, kind TEXT NOT NULL, version TEXT NOT NULL,
    content BLOB NOT NULL, PRIMARY KEY (speech_no, kind)
) WITHOUT ROWID;
"""

# How the wordings of sentences are grouped, so that a change works out again only those that it touches. Filled by the
# next change of the grouping, for which it need not be there.
_GROUPED = """
CREATE TABLE grouped_wordings (
    digest BLOB PRIMARY KEY, speeches INTEGER NOT NULL, centre BLOB NOT NULL, part BLOB NOT NULL
) WITHOUT ROWID;
"""

# Rows that answers are made of carry a checksum, so that damage is noticed where it is read. Of a file it is kept what
# its bytes were ("" where that is not known), and whether it was so fresh that its time proves nothing.
_CHECKSUMS = """
ALTER TABLE speeches ADD COLUMN checksum BLOB NOT NULL DEFAULT x'';
ALTER TABLE speeches ADD COLUMN sentences_checksum TEXT NOT NULL DEFAULT '';
ALTER TABLE passages ADD COLUMN checksum BLOB NOT NULL DEFAULT x'';
ALTER TABLE embeddings ADD COLUMN checksum BLOB NOT NULL DEFAULT x'';
ALTER TABLE family_members ADD COLUMN checksum BLOB NOT NULL DEFAULT x'';
ALTER TABLE files ADD COLUMN content TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0;
UPDATE speeches SET checksum = row_checksum(speech_no, speech_id, root, path, fields, text);
UPDATE passages SET checksum = row_checksum(
    passage_id, speech_no, ordinal, start, "end", paragraph, heading_path, signature, embedding);
UPDATE embeddings SET checksum = row_checksum(key, vector, sentences);
UPDATE family_members SET checksum = row_checksum(family, speech_no, start, "end", folded);
"""

# Two thirds of the room: of sentences a hash a band is kept and not all minima, of members of families not the texts of
# their sentences. Large rows lie in the order in which they came: in that of their keys a third of the file was left
# empty. Of the converted sentences no checksum is known.
_SMALLER = """
CREATE TABLE smaller (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL, checksum BLOB NOT NULL);
INSERT INTO smaller SELECT key, vector, sentences, checksum FROM embeddings;
DROP TABLE embeddings;
ALTER TABLE smaller RENAME TO embeddings;
CREATE TABLE smaller (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, kind TEXT NOT NULL, version TEXT NOT NULL,
    content BLOB NOT NULL, PRIMARY KEY (speech_no, kind)
);
INSERT INTO smaller SELECT * FROM derived WHERE kind <> 'terms';
DROP TABLE derived;
ALTER TABLE smaller RENAME TO derived;
UPDATE sentences SET signature = bands_of(signature);
UPDATE speeches SET sentences_checksum = '';
CREATE TABLE smaller (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, start INTEGER NOT NULL,
    family BLOB NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (speech_no, start)
) WITHOUT ROWID;
INSERT INTO smaller SELECT speech_no, start, family, checksum FROM family_members;
DROP TABLE family_members;
ALTER TABLE smaller RENAME TO family_members;
"""

# Terms of the keyword indexes are cut when they are indexed.
_WITHOUT_TERMS = "DELETE FROM derived WHERE kind = 'terms'"

# Two fifths of the room for vectors. Damaged ones are left out, for the next build to make them anew.
_SMALLER_VECTORS = """
CREATE TABLE smaller (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL, checksum BLOB NOT NULL);
INSERT INTO smaller SELECT key, vector_of_format_7(vector), sentences_of_format_7(vector, sentences), x''
    FROM embeddings WHERE checksum = row_checksum(key, vector, sentences);
UPDATE smaller SET checksum = row_checksum(key, vector, sentences);
DROP TABLE embeddings;
ALTER TABLE smaller RENAME TO embeddings;
"""

# Each wording once, with the grouping that there was, if any; what comes and goes is noted by SQLite. Of the places no
# checksum is known. Families are looked through once, since it was not noted which speeches did not count.
_WORDINGS = """
CREATE TABLE wordings (
    number INTEGER PRIMARY KEY, key INTEGER NOT NULL, folded TEXT NOT NULL, bands BLOB NOT NULL,
    speeches INTEGER NOT NULL, centre INTEGER NOT NULL, checksum BLOB NOT NULL
);
INSERT INTO wordings (key, folded, bands, speeches, centre, checksum)
    SELECT wording_key(folded), folded, signature, 0, 0, x'' FROM sentences GROUP BY folded;
CREATE INDEX wordings_by_key ON wordings (key);
CREATE TABLE places (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    wording INTEGER NOT NULL, PRIMARY KEY (speech_no, start)
) WITHOUT ROWID;
INSERT INTO places SELECT s.speech_no, s.start, s."end", w.number
    FROM sentences s JOIN wordings w ON w.key = wording_key(s.folded) AND w.folded = s.folded;
DROP TABLE sentences;
ALTER TABLE places RENAME TO sentences;
CREATE INDEX sentences_by_wording ON sentences (wording);
CREATE TABLE numbers (digest BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO numbers SELECT wording_digest(folded), number FROM wordings;
CREATE TABLE groups (number INTEGER PRIMARY KEY, speeches INTEGER NOT NULL, centre INTEGER NOT NULL);
INSERT INTO groups SELECT mine.number, g.speeches, its.number
    FROM grouped_wordings g JOIN numbers mine ON mine.digest = g.digest JOIN numbers its ON its.digest = g.centre;
UPDATE wordings SET speeches = coalesce((SELECT g.speeches FROM groups g WHERE g.number = wordings.number), 0),
    centre = coalesce((SELECT g.centre FROM groups g WHERE g.number = wordings.number), 0);
UPDATE wordings SET checksum = row_checksum(number, folded, bands, speeches, centre);
UPDATE speeches SET sentences_checksum = '';
DELETE FROM meta WHERE key = 'grouped_checksum';
UPDATE meta SET value = value || ' before format 9' WHERE key = 'families';
DROP TABLE numbers;
DROP TABLE groups;
DROP TABLE grouped_wordings;
DROP TABLE family_members;
CREATE TABLE touched (wording INTEGER PRIMARY KEY);
CREATE TRIGGER sentence_came AFTER INSERT ON sentences BEGIN INSERT OR IGNORE INTO touched VALUES (new.wording); END;
CREATE TRIGGER sentence_went AFTER DELETE ON sentences BEGIN INSERT OR IGNORE INTO touched VALUES (old.wording); END;
"""

# A third less room for the vectors of sentences. Damaged ones are left out, as above.
_SMALLER_SENTENCES = """
CREATE TABLE smaller (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL, checksum BLOB NOT NULL);
INSERT INTO smaller SELECT key, vector, sentences_of_format_8(vector, sentences), x''
    FROM embeddings WHERE checksum = row_checksum(key, vector, sentences);
UPDATE smaller SET checksum = row_checksum(key, vector, sentences);
DROP TABLE embeddings;
ALTER TABLE smaller RENAME TO embeddings;
"""

STEPS: Mapping[int, str] = {
    2: _FORMAT_2,
    3: _DERIVED,
    4: _GROUPED,
    5: _CHECKSUMS,
    6: _SMALLER,
    7: _WITHOUT_TERMS,
    8: _SMALLER_VECTORS,
    9: _WORDINGS,
    10: _SMALLER_SENTENCES,
}
"""The statements that lead to each number from the one before; the first make the tables in an empty file.

They may call the functions of `indexer.catalog.connection`.
"""

OLDEST, NEWEST = min(STEPS), max(STEPS)
