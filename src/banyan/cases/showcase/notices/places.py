"""Provinces and cities by name, and which of them a text is about."""

import re
from functools import lru_cache

_PROVINCES = """
北京市 天津市 上海市 重庆市
河北省 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
山西省 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古自治区 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布
辽宁省 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
吉林省 长春 四平 辽源 通化 白山 松原 白城
黑龙江省 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化
江苏省 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁
浙江省 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水
安徽省 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
福建省 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
江西省 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东省 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
河南省 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
湖北省 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州
湖南省 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底
广东省 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮
广西壮族自治区 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海南省 海口 三亚 三沙 儋州
四川省 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳
贵州省 贵阳 六盘水 遵义 安顺 毕节 铜仁
云南省 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧
西藏自治区 拉萨 日喀则 昌都 林芝 山南 那曲
陕西省 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
甘肃省 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南
青海省 西宁 海东
宁夏回族自治区 银川 石嘴山 吴忠 固原 中卫
新疆维吾尔自治区 乌鲁木齐 克拉玛依 吐鲁番 哈密
"""
_KIND = re.compile("(?:壮族|回族|维吾尔)?自治区$|[省市]$")
_OTHER_PLACE = re.compile(
    "^([㐀-鿿]{2,8}?(?:自治州|自治县|地区|[市县区州盟旗省]))"
    "(?=(?:19|20)[0-9]{2}年|二[〇○零]|委|老干部|离退休|第[一二三四五六七八九十0-9]+[届批]|优秀|关于)"
)
_NOT_A_PLACE = re.compile("^(?:全|我|各|该|本)|关于|公布|展示")
_OWN_NAME = re.compile("^[^第].*(?:镇|乡|街道|区|县|旗|村|市)|^[^第].+(?:镇|乡|街道|区|县|村).+")
# After a bare name these words show that the place is meant, and not a street or a school called after it.
_USE = "(?=入选|选送|推荐|在|位|共|有|获|的?案例|老干部|离退休|市|[0-9一二三四五六七八九十]+个)"


@lru_cache(maxsize=1)
def _full_names() -> dict[str, tuple[str, bool]]:
    """Every name, full and short, with the full name and whether it is a province."""
    names: dict[str, tuple[str, bool]] = {}
    for row in _PROVINCES.split("\n"):
        for place, name in enumerate(row.split()):
            full = name if name[-1] in "省市区" else f"{name}市"
            names[full] = names[_KIND.sub("", full)] = (full, place == 0 and not name.endswith("市"))
    return names


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    full = {name for name, (whole, _province) in _full_names().items() if name == whole}
    bare = set(_full_names()) - full
    longest_first = [sorted(names, key=lambda name: (-len(name), name)) for names in (full, bare)]
    return re.compile(f"(?P<full>{'|'.join(longest_first[0])})|(?<![㐀-鿿])(?P<bare>{'|'.join(longest_first[1])}){_USE}")


def places_in(text: str) -> list[str]:
    """Return the full names of cities that ``text`` names, or of provinces when it names no city; each once."""
    found = [_full_names()[match["full"] or match["bare"]] for match in _pattern().finditer(text)]
    cities = [name for name, is_province in found if not is_province]
    return list(dict.fromkeys(cities or [name for name, _is_province in found]))


def place_at_start(text: str) -> str | None:
    """Return the county, district or like place that a headline begins with, for places the table doesn't hold."""
    found = _OTHER_PLACE.match(text)
    return found[1] if found and not _NOT_A_PLACE.search(found[1]) else None


def without_places(text: str) -> str:
    """Return ``text`` without the provinces and cities that it begins with, unless it holds nothing else."""
    rest = text
    while (found := _pattern().match(rest)) and found["full"] and len(found[0]) < len(rest):
        rest = rest[found.end() :]
    return rest


def without_region(unit: str, region: str | None) -> str:
    """Return a unit's name without the notice's own region before it, and without the province that the region lies in."""
    if not region:
        return unit
    place = unit.find(region)
    before = unit[: max(place, 0)]
    if place < 0 or (before and before not in _full_names()):
        return unit
    rest = unit[place + len(region) :]
    # 东莞市常平镇 is 常平镇 there, but 中山市第一中学 keeps its name.
    return rest if _OWN_NAME.search(rest) else unit
