"""Occasions: the words for speeches and for meetings, and how a title names the meeting that a speech was held at."""

from __future__ import annotations

import re

SPEECH = (
    r"(?:讲话|发言|致[辞词]|报告|演讲|讲演|谈话|贺[词辞]|献词|祝[词辞]|[开闭]幕[词辞]|主持词|述职|党课|寄语"
    r"|講話|發言|致[辭詞]|報告|演講|談話|賀[詞辭]|祝[詞辭]|[開閉]幕[詞辭])"
)
GATHERING = (
    r"(?:[会會][议議]?|[论論][坛壇]|[仪儀]?式|典[礼禮]|班|[课課]|[讲講][座堂]|活[动動]|[庆慶]典"
    r"|研[讨討]|[节節]|沙[龙龍]|宴)"
)
OCCASION = re.compile(
    rf"在(?P<occasion>[^《》]*?(?:《[^》]*》[^《》]*?)*?{GATHERING}(?:[（(][^（）()]*[）)])?)上"
    rf"[的所作]{{0,3}}[^，。的]{{0,8}}?{SPEECH}"
)
VISIT = re.compile(
    rf"在(?P<occasion>.{{2,30}}?(?:调研|考察|检查|走访|慰问|视察|座谈|調研|視察))[时時]的?[^，。的]{{0,6}}?{SPEECH}"
)
ENGLISH_MEETING = (
    r"[A-Z0-9][^,(;:\n]*?\b(?:Forum|Conference|Meeting|Ceremony|Summit|Session|Symposium|Seminar|Dinner|Assembly|Congress|"
    r"Workshop|Opening|Festival|Anniversary|Commencement|Launch|Reception|Roundtable|Dialogue|Convention|Gala|Fair|"
    r"Graduation|Council)\b"
)
