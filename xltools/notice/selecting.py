"""What a pack says of the selection, held against itself."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Notice, SelectionSpec, SelectionStep, StepKind
from .structure import Mistake


def step_words(spec: SelectionSpec, step: SelectionStep) -> str:
    """得分满分 100，取 20 家."""
    said = [f"最多淘汰 {(step.drop_share * 100).normalize():f}%"] if step.drop_share < 1 else []
    said += [f"不超过 {step.merged_at_most} 家时与下一环节合并"] if step.merged_at_most else []
    said += [f"{item.name}满分 {item.full:f}" for item in step.items]
    said += [f"{spec.step(key).name}得分占 {(share * 100).normalize():f}%" for key, share in step.shares.items()]
    said += [f"取 {step.places} 家"] if step.places else []
    return "，".join(said) or "全部继续"


def selection_contradictions(notice: Notice, spec: SelectionSpec) -> Iterator[Mistake]:
    """Names that point nowhere, shares and weights that cannot be."""
    where = f"{notice.id}.selection"
    if spec.attachment not in {one.key for one in notice.attachments}:
        yield Mistake(f"{where}.attachment", f"没有附件 {spec.attachment}")
    if spec.level not in {one.key for one in notice.levels}:
        yield Mistake(f"{where}.level", f"没有层级 {spec.level}")
    keys = [step.key for step in spec.steps]
    yield from (Mistake(f"{where}.steps", f"环节 {key} 重复") for key in sorted(set(keys)) if keys.count(key) > 1)
    if not spec.steps or spec.steps[-1].kind is not StepKind.OPINION or not spec.steps[-1].places:
        yield Mistake(f"{where}.steps", "最后一个环节应为 opinion，并写明遴选几家（places）")
    for place, step in enumerate(spec.steps):
        yield from _of_step(f"{where}.steps.{step.key}", spec, step, place)


def _of_step(where: str, spec: SelectionSpec, step: SelectionStep, place: int) -> Iterator[Mistake]:
    if not 0 <= step.drop_share <= 1:
        yield Mistake(f"{where}.drop_share", "淘汰比例应在 0 和 1 之间")
    if step.kind is StepKind.SCORE and (not step.items or any(item.full <= 0 for item in step.items)):
        yield Mistake(f"{where}.items", "打分环节要写明打分项和大于 0 的满分")
    if step.kind is StepKind.OPINION:
        scored = {one.key for one in spec.steps[:place] if one.kind is StepKind.SCORE}
        yield from (Mistake(f"{where}.weights", f"前面没有打分环节 {key}") for key in step.shares if key not in scored)
        if sum(step.shares.values()) != 1 or min(step.shares.values(), default=0) < 0:
            yield Mistake(f"{where}.weights", "各环节的权重应不小于 0，之和为 1")
    following = spec.steps[place + 1 : place + 2]
    if step.merged_at_most and (
        step.kind is not StepKind.REVIEW or not following or following[0].kind is not StepKind.SCORE
    ):
        yield Mistake(f"{where}.merged_at_most", "只有紧接打分环节的审查环节可以合并开展")
