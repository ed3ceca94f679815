"""A library of nine small speeches, by path, as the tests write and index it."""

from __future__ import annotations

_WATER = "全县每一条河流都要有人管、有人巡、有人护，把巡河记录当作交接班的凭据，做到问题不过夜、整改不过周。"
_HARVEST_17 = "今年要把粮食播种面积稳在五十万亩以上，守住耕地红线，让种粮的农户有账算、有奔头、有尊严。"
_HARVEST_18 = "今年要把粮食播种面积稳在五十二万亩以上，守住耕地红线，让种粮的农户有账算、有奔头、有尊严。"
_ROOM = (
    "A library is the one room in this town where nobody asks what you earn before they hand you a book, "
    "and we mean to keep its doors open six days a week, evenings included."
)
_SHED = (
    "The old ferry shed beside it will become a workshop for repairs, "
    "so that a broken radio finds a second life instead of a place in the landfill."
)

LIBRARY: dict[str, dict[str, str]] = {
    "年会/2017年.md": {
        "title": "在2017年全县经济工作会议上的讲话",
        "speaker": "云岭县县长",
        "date": "2017-03-02",
        "occasion": "全县经济工作会议",
        "text": f"""同志们：

{_HARVEST_17}

办事大厅要推行一个窗口受理、一张清单告知、一次办结出证，让企业少跑路、少等待、少操心，把省下的时间用在生产经营上。

各乡镇要把招商引资的着力点放在补链条上，缺什么就引什么，不比项目个数，比的是落地投产和带动就业。
""",
    },
    "年会/2018年.md": {
        "title": "在2018年全县经济工作会议上的讲话",
        "speaker": "云岭县县长",
        "date": "2018-03-05",
        "occasion": "全县经济工作会议",
        "text": f"""同志们：

{_HARVEST_18}

办事大厅要从一个窗口受理走向全程网上办理，凡是能用数据核验的材料，不再要求企业和群众重复提交，窗口只留给确有需要的人。

山区的茶叶、菌菇要统一分级、统一包装、统一上市，把好产品卖出好价钱，把增值收益留在村里。
""",
    },
    "年会/2020年.md": {
        "title": "在2020年全县经济工作会议上的讲话",
        "speaker": "云岭县委书记",
        "date": "2020-03",
        "occasion": "全县经济工作会议",
        "text": """同志们：

稳就业是今年头一件大事，要摸清返乡人员底数，一户一档、一人一策，让愿意留下的有岗位，愿意出去的有车坐。

办事大厅要设立帮办席位，老年人办事有人陪、有人教、有人代填表格，不能让一部手机把人挡在门外。
""",
    },
    "河湖/河湖长制（征求意见稿）.md": {
        "title": "在河湖长制推进会上的讲话（征求意见稿）",
        "speaker": "云岭县副县长",
        "date": "2019-07-09",
        "occasion": "河湖长制推进会",
        "state": "征求意见稿",
        "text": f"""同志们：

{_WATER}

采砂船只要逐条登记编号，夜间一律停泊在指定水域，谁审批、谁监管、谁负责。
""",
    },
    "河湖/河湖长制（送审稿）.md": {
        "title": "在河湖长制推进会上的讲话（送审稿）",
        "speaker": "云岭县副县长",
        "date": "2019-07-09",
        "occasion": "河湖长制推进会",
        "state": "送审稿",
        "text": f"""同志们：

{_WATER}

采砂船只要逐条登记编号、安装定位，夜间一律停泊在指定水域，谁审批、谁监管、谁负责。
""",
    },
    "河湖/河湖长制（定稿）.md": {
        "title": "在河湖长制推进会上的讲话（定稿）",
        "speaker": "云岭县副县长",
        "date": "2019-07-09",
        "occasion": "河湖长制推进会",
        "state": "定稿",
        "text": f"""同志们：

{_WATER}

采砂船只要逐条登记编号、安装定位，夜间一律停泊在指定水域，谁审批、谁监管、谁负责到底。
""",
    },
    "安全/消防演练.md": {
        "title": "消防演练动员讲话",
        "speaker": "云岭县应急局局长",
        "text": """同志们：

老旧小区的楼道不能再堆放杂物和电动车，充电桩要建在空旷处，让人住得安稳、睡得踏实。

演练不是演戏，每一名员工都要知道最近的出口在哪里、灭火器怎么打开、逃生时先做什么。
""",
    },
    "安全/礦山.md": {
        "title": "在礦山安全座談會上的講話",
        "speaker": "雲嶺縣副縣長",
        "date": "2021-11-18",
        "occasion": "礦山安全座談會",
        "text": """同志們：

礦井下面的每一盞燈都連著一個家庭，寧可停產也不能帶病運轉，領導帶班下井要簽字留痕。

企業負責人每月至少到作業面查看兩次，發現險情先撤人、再報告、後處置。
""",
    },
    "english/library.md": {
        "title": "Opening of the Harbour Street Library",
        "speaker": "Mayor of Eastmere",
        "date": "2022-05-14",
        "occasion": "Library opening",
        "text": f"""Friends and neighbours,

{_ROOM}

{_SHED}
""",
    },
}
