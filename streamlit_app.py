"""The front door: how the app is served, and the pages it has. `streamlit run streamlit_app.py` opens it."""

import streamlit as st

from assessment.api.application import mounted
from assessment.api.service import Service
from assessment.language import label
from assessment.web import failures, kept_pages, links, resources, server, shell

app = st.App(
    __file__,
    lifespan=server.lifespan,
    routes=[
        *server.ROUTES,
        *server.at_base([mounted(Service(resources.store, resources.advisor, resources.counties, resources.wake))]),
    ],
    middleware=server.MIDDLEWARE,
    on_script_error=failures.show,
)

if server.is_page_run():
    titles = {
        links.HOME: label("赣企数诊", "Ganqi Shuzhen"),
        links.QUESTIONS: label("填写问卷", "Questionnaire"),
        links.RESULT: label("诊断结果", "Result"),
        links.DOING: label("动手做", "Carrying it out"),
        links.CONSULTANT: label("顾问入口", "For consultants"),
        links.CENTRE: label("转型促进中心", "For promotion centres"),
        links.METHODS: label("方法与来源", "Methods and sources"),
        links.ACCOUNT: label("我的账号", "My account"),
        links.ACCOUNTS: label("账号", "Accounts"),
        links.TRAIL: label("操作记录", "Trail"),
        links.MEETINGS: label("对接邀约", "Invitations to meet"),
        links.PUBLISHED: label("公开的数字", "Published figures"),
        links.CHECKED: label("核实和材料", "What was verified"),
    }
    shell.show(kept_pages.made(titles, links.ADDRESSES, links.lang()))
