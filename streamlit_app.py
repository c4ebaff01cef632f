"""The front door: how the app is served, and the pages it has. `streamlit run streamlit_app.py` opens it."""

import streamlit as st

from assessment.language import label
from assessment.web import failures, links, server, shell

app = st.App(
    __file__,
    lifespan=server.lifespan,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    on_script_error=failures.show,
)

if server.is_page_run():
    lang = links.lang()
    shell.show(
        [
            st.Page(links.HOME, title=label("赣企数诊", "Ganqi Shuzhen").text(lang), url_path="", default=True),
            st.Page(links.QUESTIONS, title=label("填写问卷", "Questionnaire").text(lang), url_path="questions"),
            st.Page(links.RESULT, title=label("诊断结果", "Result").text(lang), url_path="result"),
            st.Page(links.CONSULTANT, title=label("顾问入口", "For consultants").text(lang), url_path="consultant"),
            st.Page(links.CENTRE, title=label("转型促进中心", "For promotion centres").text(lang), url_path="centre"),
            st.Page(links.METHODS, title=label("方法与来源", "Methods and sources").text(lang), url_path="methods"),
        ]
    )
