"""Heads of English speeches as scans and web pages have them."""

from __future__ import annotations

import pytest

from tests.corpus.metadata.heads import date_of, known

_BODY = (
    "\n\nMr. President,\nExcellencies,\n\nWe meet at a time of great rivers. Ours has risen twice this year.\n\n"
    "Your Excellency Tom Reed has led us well since 24 May 2012.\n"
)


@pytest.mark.parametrize(
    ("head", "speaker", "date"),
    [
        (
            "STATEMENT BY\nHIS EXCELLENCY MARIUS HOLT PHD., C.G.H,\nPRESIDENT OF EASTMERE\n26 September 2024",
            "Marius Holt",
            "2024-09-26",
        ),
        (
            "STATEMENT BY\nTHE PRESIDENT OF EASTMERE\nH.E. DR. MARIUS VAN HOLT\n24TH SEPTEMBER 2024",
            "Marius Van Holt",
            "2024-09-24",
        ),
        (
            "Remarks by Prime Minister Anna Lindqvist at the River Forum, 24 September 2024",
            "Anna Lindqvist",
            "2024-09-24",
        ),
        ("Remarks by President Lindqvist Before the River Forum\nSEPTEMBER 24, 2024", "Lindqvist", "2024-09-24"),
        ("Address by His Majesty King Karl III at the River Forum\n24.09.2024", "Karl III", "2024-09-24"),
        (
            "Minister for Water\nSenator the Hon Ada Lovett\n\nOur rivers and our towns\n\n24 September 2024",
            "Ada Lovett",
            "2024-09-24",
        ),
        ("Statement by Right Honourable Mr. K P Osei Tutu,\nPrime Minister, at the Forum", "K P Osei Tutu", None),
        (
            'EASTMERE STATEMENT\nBY H.E Amb. LOVETT ADA\nAT THE\n\nRiver Forum\nEastmere, 30" September 2024',
            "Lovett Ada",
            "2024-09-30",
        ),
        (
            "Address by João dos Santos Nauséda, President of Eastmere, at\nthe River Forum",
            "João dos Santos Nauséda",
            None,
        ),
        ("Published 29 September 2024\nUpdated: SEPTEMBER 28, 2024 08:37\nStatement by H.E. Cho Ada", "Cho Ada", None),
        ("Statement by Eastmere at the 7th Session of the River Forum", None, None),
        ("Our rivers and our towns", None, None),
    ],
)
def test_honours_belong_to_no_name_and_forms_of_address_name_nobody(
    head: str, speaker: str | None, date: str | None
) -> None:
    text = head + _BODY
    metadata = known(text, "x_en.txt")
    assert (metadata.language, metadata.speaker, date_of(metadata)) == ("en", speaker, date)
    assert all(why.evidence in text for name, why in metadata.inferred.items() if name in ("speaker", "date", "office"))


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "9/24/24, 4:56 PM\n\nMINISTRY OF WATER\n\nRivers Belong to All and\nTo Those Who Come\n\nH.E. Ada Lovett",
            "Rivers Belong to All and To Those Who Come",
        ),
        (
            "FINAL\nPLEASE CHECK AGAINST DELIVERY\n\nSTATEMENT BY\nHER EXCELLENCY ADA LOVETT\nMINISTER FOR WATER",
            "Statement by Ada Lovett",
        ),
        (
            "REPUBLIC OF EASTMERE\n\nSTATEMENT BY\nH.E. ADA LOVETT,\nDURING THE\nFORUM OF THE EAST\n\n24 May 2024",
            "Statement by Ada Lovett during the Forum of the East",
        ),
        (
            "Together for rivers: acting for towns, fields,\nand woods\n\nStatement by Mrs. Ada Lovett",
            "Together for rivers: acting for towns, fields, and woods",
        ),
        ("Check Against Delivery", "We meet at a time of great rivers. Ours has risen twice this year."),
        ("", "We meet at a time of great rivers. Ours has risen twice this year."),
    ],
)
def test_a_title_is_no_formula(head: str, title: str) -> None:
    metadata = known(head + _BODY, "x_en.txt")
    assert metadata.title == title
    assert metadata.inferred["title"].found_in == "text_head"


@pytest.mark.parametrize(
    ("head", "title", "speaker", "date"),
    [
        (
            "Mayor Diane Holt\nState of the City Address\nJanuary 18, 2023\nCity Hall",
            "State of the City Address",
            "Diane Holt",
            "2023-01-18",
        ),
        (
            "Published 3 June 2021\nSpeech\nOpening remarks at the river summit\n"
            "From: Ministry of Rivers and The Rt Hon Helena Marsh\n"
            "Delivered on: 1 June 2021 (Transcript of the speech, exactly as it was delivered)",
            "Speech by Helena Marsh at the river summit",
            "Helena Marsh",
            "2021-06-01",
        ),
        (
            "REMARKS BY PRESIDENT MARIUS K. HOLT ON THE OCCASION OF THE STATE OF THE NATION ADDRESS\n10 FEBRUARY 2022",
            "Remarks by President Marius K. Holt on the Occasion of the State of the Nation Address",
            "Marius K. Holt",
            "2022-02-10",
        ),
        (
            "Budget Speech 2022\nDelivered to the Parliament of Eastmere on 9 March 2022\nby Mr Tom Reed",
            "Budget Speech 2022",
            "Tom Reed",
            "2022-03-09",
        ),
    ],
)
def test_heads_of_offices_and_pages(head: str, title: str, speaker: str, date: str) -> None:
    metadata = known(head + _BODY)
    assert (metadata.title, metadata.speaker, date_of(metadata)) == (title, speaker, date)
