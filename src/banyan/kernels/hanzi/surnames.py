"""Surnames: how each is read when it is a name, and which have two characters."""

# Characters that sound otherwise as a surname than in words.
READINGS = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "任": "ren", "华": "hua",
    "朴": "piao", "繁": "po", "翟": "zhai", "折": "she", "黑": "he", "秘": "bi", "冼": "xian", "员": "yun", "洗": "xian",
    "尉": "wei", "乐": "yue", "缪": "miao", "种": "chong", "召": "shao", "重": "chong", "谌": "chen", "阚": "kan",
    "逄": "pang", "覃": "qin", "贾": "jia", "教": "jiao", "宁": "ning", "纪": "ji", "薄": "bo", "柏": "bai", "车": "che",
    "乜": "nie", "能": "nai", "不": "fou", "句": "gou", "钭": "tou", "晟": "cheng", "郇": "xun", "隗": "wei", "粘": "nian",
    "哈": "ha", "万": "wan", "石": "shi", "叶": "ye", "於": "yu", "过": "guo", "葛": "ge", "牟": "mu", "尹": "yin", "应": "ying",
    "行": "xing", "强": "qiang", "卜": "bu", "观": "guan", "谷": "gu", "隋": "sui", "都": "du", "沈": "shen", "洪": "hong",
    "燕": "yan", "宓": "mi", "仉": "zhang", "祭": "zhai", "盛": "sheng", "俞": "yu", "臧": "zang", "褚": "chu", "么": "yao",
}  # fmt: skip

COMPOUND = {
    "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "东方": "dong fang", "皇甫": "huang fu",
    "尉迟": "yu chi", "公孙": "gong sun", "慕容": "mu rong", "司徒": "si tu", "司空": "si kong", "夏侯": "xia hou",
    "轩辕": "xuan yuan", "令狐": "ling hu", "宇文": "yu wen", "长孙": "zhang sun", "鲜于": "xian yu", "闻人": "wen ren",
    "钟离": "zhong li", "申屠": "shen tu", "澹台": "tan tai", "万俟": "mo qi", "端木": "duan mu", "独孤": "du gu",
    "南宫": "nan gong", "西门": "xi men", "公羊": "gong yang", "赫连": "he lian", "呼延": "hu yan", "百里": "bai li",
    "濮阳": "pu yang", "淳于": "chun yu", "单于": "chan yu", "太史": "tai shi", "仲孙": "zhong sun", "拓跋": "tuo ba",
}  # fmt: skip

# The surnames of well over nine in ten people, with those common in Guangdong.
COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦"
    "邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童"
    "凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟"
    "应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封官谈匡鞠惠荆乐冀胥郁南班储芮劳简植冼区阚利香黎叶练巢温尧袁祁卢朴盖查"
)
