"""What a web page or an office puts around a notice: source lines, menus, page numbers, dates and signatures."""

import re

_SOURCE = (
    "(?:信息|文章|稿件|新闻)?(?:来源|出处)[：:]|(?:发布|发表|更新|成文|录入|公开)(?:时间|日期|机构|单位|人)|(?:时间|日期)[：:] ?[0-9]{4}"
    "|浏览(?:次数|量|：)|点击(?:次数|数|量|率)|阅读(?:次数|量|数|：|[0-9])|访问量"
    "|(?:责任)?编辑[：:]|责编|校对[：:]|审核[：:]|作者[：:]|摄影[：:]|撰稿[：:]|供稿[：:]"
)
_BUTTONS = (
    "字体|字号|大 ?中 ?小|打印|关闭|分享|转发|收藏|扫一扫|扫码|微信|微博|QQ空间|登录|注册|搜索"
    "|上一(?:篇|条|页)|下一(?:篇|条|页)|相关(?:链接|附件|阅读|文章|新闻|信息)|附件(?:下载)?[：:0-9]"
    "|首页|返回(?:顶部|首页|列表)|设为首页|加入收藏|无障碍|长者(?:助手|版)|繁體|繁体|简体|English"
    "|(?:您的?)?当前(?:的)?位置|您?(?:现)?在的?位置"
)
_IMPRINT = (
    "版权所有|主办(?:单位)?[：:]|承办(?:单位)?[：:]|技术支持|网站(?:地图|标识码|首页|声明)|政府网站|联系我们|关于我们|Copyright|©"
    "|[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]?ICP备|公安备|公网安备|https?://|file:///|www[.]"
)
_CHROME = re.compile(f"{_SOURCE}|{_BUTTONS}|{_IMPRINT}")
_MOST_CHROME = 120
_FILE_NAME = re.compile("[.](?:docx?|pdf|xlsx?|wps|et|zip|rar|ofd)", re.IGNORECASE)
_DATE = re.compile(
    r"[（(]?(?:[0-9]{4}|二[〇○零][〇○零一二三四五六七八九]{2})[年\-/.](?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[月\-/.]"
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})日?(?:\s*[0-9]{1,2}[：:][0-9]{2}(?:[：:][0-9]{2})?)?[）)]?"
)
_PAGE_NUMBER = re.compile(r"[—–\-·\s]*(?:第\s*)?[0-9]{1,4}\s*(?:页)?(?:\s*[/，共]+\s*[0-9]{1,4}\s*页?)?[—–\-·\s]*")
_RULE = re.compile(r"[—–\-=_*~·.…\s|+:：┌┬┐├┼┤└┴┘─│━]+")
_CLOSING = re.compile(
    "(?:希望|请)(?:各|全)|各(?:地|镇街|单位|级)[^：]{0,12}要|特此(?:通知|通报|公告|公示)|现(?:予|将)[^：]{0,10}(?:公布|公示|通报)"
    "|公示(?:期|时间)|(?:联系|监督|举报|咨询)(?:人|电话|方式)|下一步，|以上案例|（?(?:完|全文完)）?$|附(?:件|表)?[：:]"
)
_SHOW = re.compile(
    "案例[^，。：]{0,12}(?:展示|展播|展评|巡展|名单|公示|公布|通报|通知|公告|选登|汇编|集锦|风采|一览|目录|结果|选编|介绍|揭晓|出炉|展)"
    "|(?:优秀|获奖|入选|典型)(?:创新)?(?:案例|品牌|项目)[：:]?$|^关于.+的(?:通知|通报|公示|公告|决定)$"
    "|(?:名单|一览表|汇总表|统计表)[：:]?$|组织奖"
)


def is_furniture(text: str) -> bool:
    """Tell whether a cleaned line is no part of the notice: a page's own words, a page number, a ruled line."""
    if _RULE.fullmatch(text) or _PAGE_NUMBER.fullmatch(text):
        return True
    if text.startswith("附件") and is_show_heading(text) and not _FILE_NAME.search(text):
        return False
    return len(text) <= _MOST_CHROME and _CHROME.match(text.lstrip("（【[|·•> ")) is not None and "。" not in text.rstrip("。")


def is_date_line(text: str) -> bool:
    """Tell whether a line holds a date and nothing else, as below a signature."""
    return _DATE.fullmatch(text) is not None


def is_closing(text: str) -> bool:
    """Tell whether a line speaks about the whole notice again, as after its last case."""
    return _CLOSING.match(text) is not None


def is_show_heading(text: str) -> bool:
    """Tell whether a line is the heading of the notice or of its list of cases."""
    return len(text) <= 64 and "。" not in text and _SHOW.search(text) is not None
