"""A consultant's profile: who stands on the report. Kept for the next time; signed reports keep theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import streamlit as st
from pydantic import ValidationError

from assessment.content import wording
from assessment.language import Lang, label, visible
from assessment.problems import InputRefused
from assessment.store.account_records import Account
from assessment.store.records import SavedProfile
from assessment.store.refusals import TooManyResults
from assessment.telling.brand import LINE_LENGTH, NAME_LENGTH, Brand
from assessment.telling.logo import read_logo
from assessment.web import links, resources, uploader
from assessment.web.markup import block, literal

WHICH = label("用哪份资料", "Which profile")
NEW = label("不用资料，只写姓名", "No profile, the name alone")
EDIT = label("顾问资料（印在报告上）", "Your profile (printed on the report)")
NAME = label("印在报告上的姓名", "Name on the report")
NAME_FIRST = label("请填写印在报告上的姓名。", "Please give the name for the report.")
ORGANISATION = label("机构名称", "Organisation")
TITLE = label("职务或职称", "Title")
PHONE = label("电话", "Telephone")
REGISTRATION = label("登记号或资质", "Registration or licence")
COLOR = label("封面颜色", "Colour of the cover")
LOGO = label("标志（PNG 或 SVG，1 MB 以内）", "Logo (PNG or SVG, up to 1 MB)")
NO_LOGO = label("去掉现在的标志", "Remove the present logo")
SAVE, SAVE_NEW = label("保存资料", "Save the profile"), label("另存一份", "Save as another")
DELETE = label("删除这份资料", "Delete this profile")
WITHOUT = label("其余内容已保存，报告里没有标志。", "All else is saved; the report has no logo.")
AS_BEFORE = label("其余内容已保存，标志还是原来的。", "All else is saved; the logo is the one from before.")
OLD_KEEP = label(
    "改动和删除只影响以后的报告；已签署的报告还是当时的资料。",
    "Changes and deletion concern later reports only; signed ones keep the profile of their day.",
)
UNREADABLE = label(
    "这份资料读不出来，报告里只写姓名。请重新填写并保存。",
    "This profile cannot be read, so the report has the name alone. Please fill it in anew and save it.",
)
_KEY, _CHOSEN, _TROUBLE = "consultant-profile", "ganqi-consultant-profile", "ganqi-consultant-logo"
_NONE = "none"
_LOGO_MB = 1


def choose(account: Account) -> Brand:
    """The profile for this report, chosen and edited here among those of the account; the bare name without one."""
    lang, store = links.lang(), resources.store()
    profiles = {str(one.id): one for one in store.profiles(account.id)}
    own = next((name for name, one in profiles.items() if one.name == account.name), _NONE)
    wanted = st.session_state.pop(_CHOSEN, None)
    options = [_NONE, *profiles]
    if wanted in options:
        st.session_state[_KEY] = wanted
    elif st.session_state.get(_KEY) not in options:  # the first time, and once it was deleted
        st.session_state[_KEY] = own
    chosen = st.selectbox(
        WHICH.text(lang),
        options,
        format_func=lambda one: NEW.text(lang) if one == _NONE else _called(profiles[one], lang),
        key=_KEY,
    )
    saved = profiles.get(chosen)
    brand = _brand(saved, account.name, lang)
    with st.expander(EDIT.text(lang), key="consultant-profile-edit", expanded=saved is None):
        _form(account.id, saved, brand, lang)
    return brand


def _called(saved: SavedProfile, lang: Lang) -> str:
    organisation = str(saved.document.get("organisation", ""))
    return literal(" · ".join(part for part in (saved.name, organisation) if part))


def _brand(saved: SavedProfile | None, consultant: str, lang: Lang) -> Brand:
    bare = Brand(name=consultant)
    if saved is None:
        return bare
    try:
        return Brand.model_validate(dict(saved.document))
    except ValidationError:
        st.warning(UNREADABLE.text(lang))
        return bare


def _form(account_id: UUID, saved: SavedProfile | None, brand: Brand, lang: Lang) -> None:
    with st.form(f"profile-{saved.id if saved else 'new'}", border=False):
        typed: dict[str, Any] = {
            "name": st.text_input(NAME.text(lang), brand.name, max_chars=NAME_LENGTH),
            "organisation": st.text_input(ORGANISATION.text(lang), brand.organisation, max_chars=LINE_LENGTH),
            "title": st.text_input(TITLE.text(lang), brand.title, max_chars=NAME_LENGTH),
            "phone": st.text_input(PHONE.text(lang), brand.phone, max_chars=NAME_LENGTH),
            "registration": st.text_input(REGISTRATION.text(lang), brand.registration, max_chars=LINE_LENGTH),
            "color": st.color_picker(COLOR.text(lang), brand.color).upper(),
        }
        if brand.logo is not None:
            st.image(brand.logo.picture, width=160)
            if st.checkbox(NO_LOGO.text(lang)):
                brand = brand.model_copy(update={"logo": None})
        file = st.file_uploader(LOGO.text(lang), max_upload_size=_LOGO_MB)
        uploader.say_if_refused(_LOGO_MB, lang)
        block(f'<p class="quiet">{OLD_KEEP.text(lang)}</p>')
        with st.container(horizontal=True):
            save = st.form_submit_button(SAVE.text(lang), type="primary")
            another = saved is not None and st.form_submit_button(SAVE_NEW.text(lang))
            delete = saved is not None and st.form_submit_button(DELETE.text(lang))
    if delete and saved is not None:
        resources.store().delete_profile(saved.id, account_id)
        st.rerun()
    if save or another:
        _save(account_id, None if another or saved is None else saved.id, typed, brand, file, lang)


def _save(
    account_id: UUID, profile_id: UUID | None, typed: dict[str, Any], brand: Brand, file: Any, lang: Lang
) -> None:
    """Keep what was typed; a logo that cannot be used is told and leaves the rest as typed."""
    if not visible(typed["name"]):
        st.error(NAME_FIRST.text(lang))
        return
    logo, trouble = brand.logo, ""
    if file is not None:
        try:
            logo = read_logo(file.getvalue())
        except InputRefused as refused:
            told = " ".join(f"{one.message.text(lang)}。{one.remedy.text(lang)}" for one in refused.problems)
            trouble = f"{told} {(WITHOUT if logo is None else AS_BEFORE).text(lang)}"
    try:
        made = Brand.model_validate({**typed, "logo": logo})
    except ValidationError as fault:
        st.error(literal(" ".join(wording.told(error).text(lang) for error in fault.errors())))
        return
    try:
        kept = resources.store().save_profile(made.model_dump(mode="json"), made.name, profile_id, account_id)
    except TooManyResults as refused:
        st.error(literal(f"{refused.message.text(lang)}。{refused.remedy.text(lang)}"))
        return
    st.session_state[_CHOSEN] = str(kept.id)
    if trouble:
        st.session_state[_TROUBLE] = trouble
    st.rerun()


def trouble() -> None:
    """Say once what was wrong with the logo that was handed in last."""
    told = st.session_state.pop(_TROUBLE, None)
    if told:
        st.warning(literal(told))
