"""The columns that a roster may have: what each is kept as, what it is called, and the headings that offices write for it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class RosterField:
    """A column that Banyan understands. ``headings`` are its usual names; ``is_kept`` is false for those that aren't taken over."""

    name: str
    label: Promise
    headings: tuple[str, ...]
    pattern: str = ""
    is_kept: bool = True


def _field(name: str, label: Promise, headings: str, pattern: str = "", *, is_kept: bool = True) -> RosterField:
    return RosterField(name, label, tuple(headings.split()), pattern, is_kept)


FIELDS: tuple[RosterField, ...] = (
    _field("name", _("Name"), "姓名 名字 人员姓名 党员姓名 老干部姓名 老同志姓名 干部姓名 职工姓名 name"),
    _field("sex", _("Sex"), "性别 sex gender", "男女"),
    _field(
        "born",
        _("Born"),
        "出生年月 出生日期 出生年月日 出生 生日 出生时间 年月出生 出生年份 出生年 birthdate birthday",
        "出生(年|月|日|时)",
    ),
    _field(
        "identity_number",
        _("Identity number"),
        "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 居民身份证号 居民身份证号码 身份号码 证件号码 证件号 身份证件号码 idnumber",
        "身份证|身份号|证件号",
    ),
    _field("ethnicity", _("Ethnic group (not kept)"), "民族 族别", is_kept=False),
    _field(
        "party",
        _("Party status"),
        "政治面貌 政治面目 党派 党员类别 人员类别(党员) 是否党员 是否为党员 是否中共党员 党员",
        "政治面[貌目]",
    ),
    _field(
        "joined_on",
        _("Joined the party"),
        "入党时间 入党日期 入党年月 加入党组织日期 加入党组织时间 入党年月日 加入中共时间 加入中国共产党时间",
        "入党(时间|日期|年月)",
    ),
    _field(
        "status",
        _("Lixiu or retired"),
        "离退休类别 离退休状态 离退休情况 离退类别 离休/退休 离休或退休 离退休 离/退休 离(退)休 "
        "人员类别 人员性质 类别 离退休性质 离退休类型",
        "离.{0,2}退.{0,2}休.{0,3}(类别|状态|性质|类型|情况)",
    ),
    _field(
        "retired_on",
        _("Retired on"),
        "离退休时间 退休时间 离退休日期 退休日期 离休时间 离退时间 离退休年月 退休年月 退休年份 离(退)休时间 离/退休时间",
        "[离退]休?.{0,2}(时间|日期|年月|年份)",
    ),
    _field(
        "former_unit",
        _("Former unit"),
        "原工作单位 原单位 工作单位 退休前单位 退休前工作单位 原所在单位 单位 单位名称 退休单位 原工作单位及职务 离退休前工作单位",
        "原.{0,4}单位|退休前.{0,4}单位",
    ),
    _field(
        "former_post",
        _("Former post"),
        "原职务 原职级 原职务/职级 原职务职级 职务 职级 职务职级 职务/职级 原任职务 退休前职务 原职务(职级) 职务(职级) 离退休前职务 职称",
        "原.{0,4}职[务级]|退休前.{0,3}职[务级]",
    ),
    _field(
        "branch",
        _("Branch"),
        "所在支部 党支部 所属党组织 所在党支部 所属支部 所属党支部 支部 支部名称 党支部名称 组织关系 组织关系所在支部 组织关系所在党支部 "
        "所在党组织 党组织 现组织关系所在支部 所属党组织名称",
        "(所在|所属).{0,4}(支部|党组织)|组织关系.{0,3}(所在|支部)",
    ),
    _field(
        "phone",
        _("Telephone"),
        "联系电话 手机号码 手机 手机号 电话 电话号码 联系方式 移动电话 本人电话 本人联系电话 联系号码 联系手机 手机电话 phone mobile",
        "(手机|移动电话|联系电话|联系方式)",
    ),
    _field(
        "other_phone",
        _("Second telephone"),
        "固定电话 住宅电话 家庭电话 家庭联系电话 备用电话 其他电话 宅电 座机 办公电话",
        "固定电话|座机|住宅电话",
    ),
    _field(
        "has_phone",
        _("Has a telephone"),
        "是否有手机 有无手机 是否使用手机 是否有电话 有无电话 是否有智能手机 "
        "智能手机 有无智能手机 是否使用智能手机 会用智能手机 是否会用智能手机",
        "(是否|有无|会).{0,3}(手机|电话)",
    ),
    _field(
        "address",
        _("Address"),
        "住址 家庭住址 家庭地址 现住址 居住地址 常住地址 地址 详细地址 现居住地 现居住地址 居住地 联系地址 通讯地址 户籍地址",
        "(住址|居住地|家庭地址)",
    ),
    _field("dialects", _("Dialects"), "方言 语言 会讲方言 使用方言 掌握方言 方言/语言 讲何方言 常用语言 语种 母语", "方言"),
    _field("skills", _("Skills"), "特长 专长 爱好特长 个人特长 兴趣爱好 特长爱好 爱好 技能 兴趣特长 专业特长", "特长|专长"),
    _field(
        "care_tags",
        _("Care tags"),
        "关爱标签 困难情况 关爱类别 困难类型 困难类别 特殊情况 关怀标签 "
        "关爱情况 特殊困难 帮扶情况 身体状况 健康状况 健康情况 家庭情况 生活状况",
        "关爱|困难(情况|类型|类别)",
    ),
    _field("is_advanced_age", _("Advanced age"), "高龄 是否高龄", "是否高龄"),
    _field("is_lives_alone", _("Lives alone"), "独居 是否独居 是否独居老人", "是否独居"),
    _field("is_empty_nest", _("Empty nest"), "空巢 是否空巢 是否空巢老人", "是否空巢"),
    _field("is_disabled", _("Disabled"), "失能 是否失能 是否失能半失能 是否半失能", "是否.{0,2}失能"),
    _field("is_hardship", _("Hardship"), "困难 是否困难 困难党员 是否困难党员 是否生活困难", "是否.{0,4}困难"),
    _field(
        "emergency_name",
        _("Emergency contact"),
        "紧急联系人 紧急联系人姓名 家属姓名 联系人 联系人姓名 家属联系人 子女姓名 家属 监护人",
        "(紧急|家属).{0,2}联系人(姓名)?",
    ),
    _field(
        "emergency_phone",
        _("Telephone of the emergency contact"),
        "紧急联系人电话 "
        "紧急联系电话 紧急电话 家属电话 联系人电话 家属联系电话 紧急联系人联系电话 紧急联系人手机 紧急联系人手机号码 子女电话 "
        "紧急联系人联系方式 紧急联系方式 家属联系方式 子女联系电话",
        "(紧急|家属|子女|联系人).{0,4}(电话|手机|方式)",
    ),
    _field(
        "emergency",
        _("Emergency contact and telephone"),
        "紧急联系人及电话 紧急联系人和电话 紧急联系人及联系电话 紧急联系人及联系方式 紧急联系人姓名及电话 "
        "家属及电话 家属及联系电话 紧急联系人/电话",
        "(紧急联系人|家属|联系人).{0,3}[及和与、/].{0,3}(电话|方式|手机)",
    ),
    _field("mobile_member", _("Mobile member"), "流动党员 是否流动党员 是否为流动党员 流动 出海 是否出海", "流动党员"),
    _field("remark", _("Remark"), "备注 说明 附注 备注说明 其他 其它 备考 remark", "^备注"),
    _field("serial", _("Number in the list (not kept)"), "序号 编号 号 no no. 顺序号 序列 档案号 人员编号", is_kept=False),
    _field("age", _("Age (not kept)"), "年龄 周岁 岁数 现年龄 年纪", "^年龄", is_kept=False),
    _field("native_place", _("Native place (not kept)"), "籍贯 出生地 户籍 户口所在地 户籍所在地", is_kept=False),
    _field("education", _("Education (not kept)"), "学历 文化程度 学历学位 毕业院校 最高学历", is_kept=False),
    _field("party_age", _("Years in the party (not kept)"), "党龄", is_kept=False),
    _field(
        "worked_since",
        _("Began to work (not kept)"),
        "参加工作时间 参加革命时间 参加革命工作时间 工作时间 参加工作年月",
        "参加.{0,4}工作",
        is_kept=False,
    ),
)
BY_NAME: dict[str, RosterField] = {field.name: field for field in FIELDS}
KEPT: tuple[RosterField, ...] = tuple(field for field in FIELDS if field.is_kept)
# Emergency contacts first: 家属联系电话 holds 联系电话 too.
_PATTERNS = [
    (re.compile(BY_NAME[name].pattern), name)
    for name in (
        "emergency",
        "emergency_phone",
        "emergency_name",
        "other_phone",
        "has_phone",
        *(field.name for field in FIELDS if field.pattern),
    )
]
_BRACKETS = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]")
_NOISE = re.compile(r"[\s*:：,，.。、_\-—·'\"“”‘’　]+")


def plain_heading(text: str) -> str:
    """Return a heading without blanks, line breaks, marks and full-width forms; brackets stay."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


_EXACT: dict[str, str] = {plain_heading(heading): field.name for field in FIELDS for heading in field.headings}


@lru_cache(maxsize=5_000)
def field_of(text: str) -> str | None:
    """Return the field that a heading means: by its usual name, by that without what stands in brackets, or by a part of it; None else."""
    plain = plain_heading(text)
    if not plain or len(plain) > 40:
        return None
    bare = _BRACKETS.sub("", plain)
    for known in (plain, bare, bare.replace("/", ""), plain.strip("()")):
        if known in _EXACT:
            return _EXACT[known]
    # A sentence that happens to hold a heading is a title or a note.
    if len(bare) > 14:
        return None
    return next((name for pattern, name in _PATTERNS if pattern.search(bare)), None)
