"""The requirement document and the comparison of quotes, told in the blocks that page, PDF and Word draw alike."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.content.tender import TenderTerms
from assessment.language import label
from assessment.scoring import plain_number
from assessment.telling.blocks import Block, Bullets, Column, Heading, Panel, Paragraph, Section, Span, Table, Words
from assessment.telling.leaflets.leaflet import Leaflet
from assessment.telling.subject import Subject
from assessment.tendering import QuoteComparison, TenderItem, TenderRequest

TITLE = label("数字化改造需求书", "Request for proposals: digital transformation")


def request_document(subject: Subject, request: TenderRequest, terms: TenderTerms) -> Leaflet:
    """The whole requirement document: what is wanted, how it is accepted, the terms, what the firm provides."""
    number = subject.say("需求书编号 {n}", "request number {n}", n=request.number)
    lines = (f"{subject.advisory.firm.name}  ·  {subject.day(subject.advisory.on)}  ·  {number}", _who(subject))
    sections = (
        _wanted(subject, request),
        _acceptance(subject, request),
        _terms(subject, terms),
        _own(subject, request),
    )
    return Leaflet(subject, subject.tell(TITLE), lines, sections)


def _wanted(subject: Subject, request: TenderRequest) -> Section:
    blocks: list[Block] = [
        Paragraph(
            subject.words(
                "tendering.aim_is_under_the_each", framework=request.framework_title, level=request.target_name
            )
        )
    ]
    for item in request.items:
        blocks += _item(subject, item)
    return Section(
        "wanted",
        subject.say("要什么", "What is wanted"),
        subject.say("逐项的功能要求、数量和时间。", "Functions, quantities and times, item by item."),
        tuple(blocks),
    )


def _who(subject: Subject) -> str:
    firm = subject.advisory.firm
    told = [
        subject.say("{label}：{text}", "{label}: {text}", label=entry.label, text=entry.text)
        for entry in firm.profile
        if entry.fact in ("city", "industry", "production_mode", "employees")
    ]
    return subject.say("；", "; ").join([subject.tell(firm.size.label), *told])


def _item(subject: Subject, item: TenderItem) -> Iterator[Block]:
    title = subject.tell(item.title)
    if item.units is not None:
        unit = subject.tell(item.unit) if item.unit is not None else ""
        title += f" × {item.units} {unit}".rstrip()
    yield Heading(title, id=f"wanted-{item.measure}")
    yield Paragraph(subject.tell(item.description), role="small")
    rows: list[list[Words]] = [
        [Span(subject.tell(one.label), strong=True), subject.tell(one.now), subject.tell(one.wanted)]
        for one in item.functions
    ]
    if rows:
        columns = [
            Column(subject.say("环节", "Part"), 20),
            Column(subject.say("现在", "Now"), 34),
            Column(subject.say("要达到的功能", "Function wanted"), 46),
        ]
        yield Table(columns, rows)
    facts = [subject.say("预计 {n} 周", "about {n} weeks", n=item.weeks)]
    if item.months is not None:
        facts.append(subject.tell(item.months))
    if item.after:
        after = subject.joined([subject.tell(one) for one in item.after])
        facts.append(subject.say("要在{after}之后", "after {after}", after=after))
    yield Paragraph(subject.say("时间：", "Time: ") + subject.say("；", "; ").join(facts), role="small")


def _acceptance(subject: Subject, request: TenderRequest) -> Section:
    rows: list[list[Words]] = []
    for item in request.items:
        for one in item.functions:
            show = subject.words("tendering.checked_on_the_spot", label=one.label, wanted=one.wanted)
            hand = subject.tell(one.shown_by) if one.shown_by is not None else subject.say("操作记录", "records of use")
            rows.append([Span(subject.tell(item.title), strong=True), show, hand])
    columns = [
        Column(subject.say("项目", "Item"), 22, grouped=True),
        Column(subject.say("怎么验收", "How it is accepted"), 44),
        Column(subject.say("交付的证明材料", "Proof to hand over"), 34),
    ]
    serves = list(dict.fromkeys(subject.sentence(one) for item in request.items for one in item.serves))
    blocks: list[Block] = [Table(columns, rows)]
    if serves:
        blocks.append(Paragraph(subject.words("tendering.together_the_items")))
        blocks.append(Bullets(serves))
    blocks.append(
        Paragraph(
            subject.words("tendering.proofs_follow_what"),
            role="small",
        )
    )
    return Section(
        "acceptance",
        subject.say("怎么验收", "Acceptance"),
        subject.say("每一项当场演示，并交付证明材料。", "Each item is shown on the spot and its proofs handed over."),
        tuple(blocks),
    )


def _terms(subject: Subject, terms: TenderTerms) -> Section:
    payment: list[list[Words]] = [[subject.tell(stage.when), f"{stage.share}%"] for stage in terms.payment]
    columns = [Column(subject.say("什么时候付", "When"), 75), Column(subject.say("付多少", "Share"), 25, "right")]
    return Section(
        "terms",
        subject.say("数据、退出和付款", "Data, exit and payment"),
        subject.say("写进合同的条款建议。", "Terms proposed for the contract."),
        (
            Heading(subject.say("数据归企业", "The firm owns its data")),
            Bullets([subject.tell(one) for one in terms.data], ordered=True),
            Heading(subject.say("怎么退出", "How to leave")),
            Bullets([subject.tell(one) for one in terms.exit], ordered=True),
            Heading(subject.say("按验收付款", "Payment by acceptance")),
            Table(columns, payment),
            Heading(subject.say("报价时请写明", "To be stated in the offer")),
            Bullets([subject.tell(one) for one in terms.bidder], ordered=True),
            Paragraph(
                subject.say(
                    "条款来源：{s}。", "Source of the terms: {s}.", s=subject.source(terms.source, terms.fidelity)
                ),
                role="small",
            ),
        ),
    )


def _own(subject: Subject, request: TenderRequest) -> Section:
    rows: list[list[Words]] = [
        [subject.tell(item.title), plain_number(item.own_days), str(item.weeks)] for item in request.items
    ]
    rows.append([subject.say("合计", "In all"), plain_number(request.own_days), ""])
    columns = [
        Column(subject.say("项目", "Item"), 56),
        Column(subject.say("企业出的人天（估算）", "Own days (est.)"), 24, "right"),
        Column(subject.say("周", "Weeks"), 20, "right"),
    ]
    blocks: list[Block] = [Table(columns, rows, total=True)]
    if request.hands is not None:
        told = subject.say("企业自己的人：{hands}。", "The firm's own people: {hands}.", hands=request.hands)
        blocks.append(Paragraph(told))
    given = [
        subject.say("一名联络人，能当场拍板或当天答复。", "A contact who can decide on the spot or within the day."),
        subject.words("tendering.existing_sheets_drawings"),
        subject.say("用来验收的真实业务数据。", "Real business data for the acceptance."),
    ]
    blocks += [Heading(subject.say("企业还要准备", "What the firm provides besides")), Bullets(given)]
    return Section(
        "own",
        subject.say("企业自己出什么", "What the firm provides"),
        subject.say("人、资料和现场条件。", "People, papers and access."),
        tuple(blocks),
    )


def compared(subject: Subject, found: QuoteComparison, request: TenderRequest) -> Section:
    """The quotes side by side, the cheapest path on them, and what each offer comes to."""
    return Section(
        "quotes",
        subject.say("按真实报价重算", "The way up on real quotes"),
        subject.say("谁来做哪一项最省，每家贵在哪里。", "Who does what at least cost, and where each is dearer."),
        tuple(_compared(subject, found, request)),
    )


def _compared(subject: Subject, found: QuoteComparison, request: TenderRequest) -> Iterator[Block]:
    yield Panel([Paragraph(subject.tell(found.sentence), role="lead")])
    if found.plan.steps and found.cost is not None:
        rows: list[list[Words]] = []
        for step in found.plan.steps:
            who = found.by.get(step.measure)
            if who is not None and who in found.packages:
                cost = subject.say("在打包价里", "in the package")
            else:
                cost = subject.money(step.cost.likely)
            nobody = Span(subject.say("没有报价，按估算", "not quoted, an estimate"), tone="quiet")
            rows.append([subject.tell(step.title), nobody if who is None else who, cost])
        columns = [
            Column(subject.say("步骤", "Step"), 46),
            Column(subject.say("谁来做", "By whom"), 30),
            Column(subject.say("价格", "Price"), 24, "right"),
        ]
        yield Table(columns, rows, id="quotes-path")
    yield Heading(subject.say("每家的报价", "Quote by quote"))
    rows = []
    for told in found.quotes:
        missing = [item.title for item in request.items if item.measure in told.not_offered]
        more = subject.joined([subject.tell(title) for title in missing]) or subject.say("都做", "nothing")
        package = "—" if told.package is None else subject.money(told.package)
        regret = "—" if told.regret is None else subject.money(told.regret)
        rows.append([Span(told.provider, strong=True), subject.money(told.parts), package, regret, more])
    columns = [
        Column(subject.say("服务商", "Provider"), 22),
        Column(subject.say("逐项合计", "Item by item"), 15, "right"),
        Column(subject.say("打包价", "Package"), 15, "right"),
        Column(subject.say("都给它多花", "Dearer by"), 16, "right"),
        Column(subject.say("不做的", "Not offered"), 32),
    ]
    yield Table(columns, rows, id="quotes-all", folded=True)
    yield Bullets(
        [[Span(one.provider, strong=True), subject.colon, subject.tell(one.sentence)] for one in found.quotes]
    )
    yield Paragraph(
        subject.words("tendering.prices_alone_are_compared"),
        role="small",
    )
