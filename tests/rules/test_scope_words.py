"""What the notice does not name, told by its words; machines that only sound like it are left alone (M5)."""

from __future__ import annotations

from pathlib import Path

from ledger.investing import HEAD, row
from sheets import xlsx

from xltools.app.total import total
from xltools.forms.inputs import Request

OUTSIDE = [
    "土地出让金",
    "征地补偿费",
    "土地使用权购置",
    "购地款",
    "工业用地",
    "厂房建设",
    "新建厂房",
    "车间土建",
    "钢结构厂房",
    "办公楼",
    "员工宿舍建设",
    "绿化工程",
    "厂区道路硬化",
    "厂区围墙",
    "装修工程",
    "办公室装饰",
    "车间装修",
    "打印机",
    "笔记本电脑",
    "办公电脑",
    "复印机（2台）",
    "投影仪",
    "会议桌",
    "办公用品一批",
    "商务车",
    "轿车",
    "公务用车",
    "通勤客车",
    "中巴车",
    "SUV",
    "皮卡车",
    "贷款利息",
    "融资费用",
    "建设期利息",
    "财务费用",
    "二手数控机床",
    "旧机床（二手）",
    "旧设备",
    "翻新加工中心",
    "厂房购置",
    "厂房租金",
    "仓库建设",
    "基建工程",
    "地基工程",
    "门卫室",
]
INSIDE = [
    "厂房设备改造",
    "车间空调净化系统",
    "地磅",
    "汽车焊装线",
    "车身焊接机器人",
    "整车检测线",
    "轿车车身冲压线",
    "客车总装线",
    "办公自动化系统",
    "建筑机器人",
    "混凝土搅拌站设备",
    "房屋检测机器人",
    "叉车",
    "AGV小车",
    "无人搬运车",
    "立体仓库",
    "智能仓库系统",
    "仓储货架",
    "桥式行车",
    "工控电脑",
    "条码打印机",
    "3D打印机",
    "激光打标机",
    "数控车床",
    "厂区网络",
    "土壤取样设备",
    "厂房配电系统",
    "恒温恒湿空调机组",
    "利旧改造",
    "设备翻新改造",
    "机床再制造",
    "老旧设备更新",
    "家具生产线",
    "皮卡车门线",
    "视频会议系统",
    "装修机器人",
    "工业相机",
]


def undecided(folder: Path, names: list[str]) -> set[str]:
    lines = [
        row(n, "2024-05-01", "200", name=name, seller=f"示例供应{n}", invoice=f"'24442000000{n:09d}")
        for n, name in enumerate(names, 1)
    ]
    (folder / "附件6.xlsx").write_bytes(xlsx(HEAD + "\n".join(lines)))
    ledger, _ = total(Request(paths=(str(folder),), notice="wuhan-2025"))
    return {one.name for one in ledger.rows if one.verdict == "undecided"}


def test_what_the_notice_does_not_name_is_undecided(tmp_path: Path) -> None:
    assert set(OUTSIDE) - undecided(tmp_path, OUTSIDE) == set()


def test_machines_that_sound_like_it_are_counted(tmp_path: Path) -> None:
    assert undecided(tmp_path, INSIDE) == set()
