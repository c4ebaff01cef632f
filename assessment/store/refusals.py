"""Why the store says no, in words for the person in front of the screen."""

from __future__ import annotations

from typing import Literal

from assessment.language import Label, label


class StoreRefused(Exception):
    """Something the store does not do; ``message`` says what is wrong and ``remedy`` what to do."""

    def __init__(self, message: Label, remedy: Label):
        self.message, self.remedy = message, remedy
        super().__init__(f"{message.en}. {remedy.en}")


class CodeRefused(StoreRefused):
    """A resume code that opens nothing: mistyped, unknown, revoked or expired."""


class TooManyResults(StoreRefused):
    """One more result than an assessment may keep."""


class TextRefused(StoreRefused):
    """A comment that is empty or too long."""


class UnknownAssessment(StoreRefused):
    """An assessment that is not there, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            label("找不到这份评估，可能已被删除", "This assessment does not exist; it may have been deleted"),
            label("请重新开始一份评估。", "Please start a new one."),
        )


class RoundClosed(StoreRefused):
    """An answer for a round that takes none now."""

    def __init__(self, name: str, state: Literal["planned", "open", "closed", "frozen"]):
        self.state = state
        if state == "planned":
            message = label(f"“{name}”还没有开始", f"The round '{name}' has not begun yet")
            remedy = label("请到开始那天再来填。", "Please come back on its first day.")
        else:
            message = label(f"“{name}”已经结束，不再收回答", f"The round '{name}' is closed and takes no answers")
            remedy = label(
                "已存的回答和结果都还在，可以照常查看；要补填，请联系转型促进中心。",
                "What was saved is all there to be read; to add something, ask your promotion centre.",
            )
        super().__init__(message, remedy)


class UnknownFirm(StoreRefused):
    """A firm that is not there, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            label("找不到这家企业，可能已被删除", "This firm does not exist; it may have been deleted"),
            label("请回到企业列表重新查找。", "Please look for it again in the list of firms."),
        )


class FirmChanged(StoreRefused):
    """A firm that somebody has changed since it was read."""

    def __init__(self) -> None:
        super().__init__(
            label(
                "这家企业在您读取之后又改过，没有覆盖", "The firm has changed since you read it; nothing was written"
            ),
            label("请重新读取，核对后再改。", "Read it again, and change what is there now."),
        )


class CodeTaken(StoreRefused):
    """A credit code that another firm has."""

    def __init__(self) -> None:
        super().__init__(
            label("这个信用代码已属于另一家企业", "This credit code is that of another firm"),
            label(
                "请核对代码；真是同一家的，请在企业页面合并。", "Check the code; one firm that stands twice is merged."
            ),
        )


class MergeRefused(StoreRefused):
    """Two firms that cannot be made one, or a merge that cannot be undone."""


class RoundRefused(StoreRefused):
    """Something about a round that cannot be done."""


class DatabaseRefused(StoreRefused):
    """A database that cannot be used: not reachable, not ours, damaged, or from a newer version."""


class DatabaseUnavailable(StoreRefused):
    """The database failed during an operation; nothing of that operation was kept."""

    def __init__(self) -> None:
        super().__init__(
            label("数据库暂时无法使用，刚才的操作没有保存", "The database is unavailable; the last step was not saved"),
            label(
                "请稍后重试；若持续出现，请管理员运行 assessment doctor。",
                "Try again shortly; if it goes on, ask the administrator to run 'assessment doctor'.",
            ),
        )


class PasswordRefused(StoreRefused):
    """A new password that is too short, or guessed too easily."""


class AccountRefused(StoreRefused):
    """A change of accounts that may not be made."""


class LeadRefused(AccountRefused):
    """A change that only an administrator may make, or that would leave nobody to lead; it stands in the trail."""


class LinkRefused(StoreRefused):
    """A one-time link that opens nothing: unknown, used, or expired."""


class SignInRefused(StoreRefused):
    """A sign-in that does not open; its answer is due after ``delay`` seconds."""

    def __init__(self, delay: float):
        self.delay = delay
        super().__init__(
            label("账号或密码不对", "Account or password is not right"),
            label(
                "请核对后再试；忘记了密码，请管理员发一个重设链接。",
                "Check both and try again; for a forgotten password ask an administrator for a reset link.",
            ),
        )


class FileUnknown(StoreRefused):
    """A file that was handed in and is there no more."""

    def __init__(self) -> None:
        super().__init__(
            label("这个文件已经删除", "This file has been deleted"),
            label("请重新上传。", "Please upload it again."),
        )


class ImportRefused(StoreRefused):
    """An import that cannot be written or taken back; nothing of it was done."""


class InvitationRefused(StoreRefused):
    """A step of an invitation that may not be noted; nothing was changed. ``about`` says what of it is at fault."""

    def __init__(
        self, message: Label, remedy: Label, about: Literal["outcome", "on", "amount", "months_paid"] = "outcome"
    ):
        self.about = about
        super().__init__(message, remedy)


class UnknownInvitation(InvitationRefused):
    """An invitation that is not there, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            label("找不到这个邀约", "This invitation does not exist"),
            label(
                "请核对编号；企业的数据删除后，它的邀约也一起删除。",
                "Check its number; it goes when its firm is erased.",
            ),
        )


class ImportBesideAnother(ImportRefused):
    """An import that was found out beside another one that moves, or that has been taken back since."""

    def __init__(self) -> None:
        super().__init__(
            label(
                "另一次导入正在写入或撤回，或试导以后撤回过，一行也没有写",
                "Another import is being written or taken back, or was taken back since; nothing was written",
            ),
            label("请等它完成，再试导一次。", "Wait until it is done, then try the file again."),
        )


class EvidenceRefused(StoreRefused):
    """Evidence that is not there, finds no room, or may not be removed."""


class VisitRefused(StoreRefused):
    """A visit that is not there, is signed already, or lacks what it needs."""
