"""Facts of the five articles, asked by label as a stranger would ask, and what must not be there.

Each fact was read in the text of its article; what the curator inferred or knew is asked together
with its reason.
"""

from __future__ import annotations

import pytest
from shipped import column, holds, rows, shipped

JILIN_SECRETARY = "id:jilin-party-committee--party-secretary"
LAB = "FAW–VIMICRO joint laboratory of automotive chips"
WORKING_GROUP = 'collaborative development working group of "chip" and "vehicle"'
PROMOTION_GROUP = 'provincial "chip" and "vehicle" coordinated work promotion group'
FAW_INSTITUTE = "FAW Group Research and Development General Institute"
CIAC = "Changchun Institute of Applied Chemistry of the Chinese Academy of Sciences"


def named(variable: str, name: str) -> str:
    """A pattern: the variable has the name, in whatever language and whether preferred, other or misspelt."""
    quoted = name.replace('"', '\\"')
    label = f"{variable} skos:prefLabel|skos:altLabel|skos:hiddenLabel {variable}Name ."
    return f'{label} FILTER (STR({variable}Name) = "{quoted}") '


def participants(event: str) -> list[tuple[str, ...]]:
    """Who took part in an event (its local name), in which role and in which post."""
    return rows(
        f"""SELECT ?who ?role ?post WHERE {{
              id:{event} kg:participation ?part . ?part kg:participant ?who ; kg:role/skos:notation ?role .
              OPTIONAL {{ ?part kg:inCapacity/kg:post ?post }} }} ORDER BY ?who ?role ?post"""
    )


def posts(name: str) -> list[tuple[str, ...]]:
    """The posts of a person, each with the day of the report and the article."""
    return rows(
        f"""SELECT DISTINCT ?post ?day ?article WHERE {{ {named("?person", name)}
              ?tenure kg:holder ?person ; kg:post ?post ; cur:inArticle ?article .
              OPTIONAL {{ ?tenure kg:reportedOn ?on }} BIND (STR(?on) AS ?day) }} ORDER BY ?day ?post"""
    )


def remarks(name: str, event: str) -> list[tuple[str, ...]]:
    """The remarks of a speaker at an event, by kind."""
    return rows(
        f"""SELECT DISTINCT ?remark ?kind WHERE {{ {named("?speaker", name)}
              ?remark kg:speaker ?speaker ; kg:saidAt id:{event} ; kg:kind/skos:notation ?kind }}
            ORDER BY ?remark"""
    )


def reason(record: str, of_property: str) -> list[tuple[str, ...]]:
    """Basis and words of the reasons for a property of a record."""
    return rows(
        f"""SELECT ?basis ?because WHERE {{ id:{record} cur:inference ?why .
              ?why cur:qualifies {of_property} ; cur:basis/skos:notation ?basis .
              OPTIONAL {{ ?why cur:because ?because }} }} ORDER BY ?basis ?because"""
    )


def articles(name: str) -> list[str]:
    """The articles where something of this name occurs."""
    return column(
        f"""SELECT DISTINCT ?article WHERE {{ {named("?thing", name)} ?thing cur:inArticle ?article }}
            ORDER BY ?article"""
    )


# ---- Article a000: Jing Junhai and Deng Zhonghan --------------------------------------------------------


@pytest.mark.parametrize("name", ["Deng Zhonghan", "Дэн Чжунхань", "邓中翰"])
def test_jing_junhai_met_deng_zhonghan_as_host_on_27_april_2021(name: str) -> None:
    found = rows(
        f"""SELECT DISTINCT ?other ?event ?role ?date ?post WHERE {{ {named("?person", name)}
              ?person kg:met ?other . ?event kg:participation ?mine , ?theirs ; cur:edtf ?date .
              ?mine kg:participant ?person . ?theirs kg:participant ?other ; kg:role/skos:notation ?role ;
              kg:inCapacity/kg:post ?post . ?event a kg:Meeting }}"""
    )
    assert found == [("id:jing-junhai", "id:a000--meeting", '"host"', '"2021?-04-27"', JILIN_SECRETARY)]
    assert holds("id:jing-junhai kg:met id:deng-zhonghan . id:deng-zhonghan kg:met id:jing-junhai")
    assert reason("a000--meeting", "cur:edtf")[0][0] == '"publication-year"'


def test_deng_zhonghan_took_part_in_four_capacities() -> None:
    found = [post for who, _, post in participants("a000--meeting") if who == "id:deng-zhonghan"]
    assert found == [
        "id:cae--academician",
        "id:starlight-china--chief-commander",
        "id:vimicro--chief-scientist",
        "id:vimicro--founder",
    ]
    assert [post for post, _, _ in posts("Дэн Чжунхань")] == found
    assert column(
        "SELECT ?name WHERE { id:starlight-china skos:prefLabel ?name . FILTER (LANG(?name) = 'ru') }"
    ) == ['"инженерия Звездный свет Китая"@ru']


def test_faw_and_vimicro_are_the_parties_and_jing_and_deng_the_witnesses() -> None:
    agreement = '?agreement a kg:Agreement ; kg:party/skos:prefLabel "FAW"@en .'
    assert column(f"SELECT ?party WHERE {{ {agreement} ?agreement kg:party ?party }} ORDER BY ?party") == [
        "id:faw",
        "id:vimicro",
    ]
    assert column(f"SELECT ?who WHERE {{ {agreement} ?who kg:witnessed ?agreement }} ORDER BY ?who") == [
        "id:deng-zhonghan",
        "id:jing-junhai",
    ]
    assert rows(
        f"""SELECT ?event ?as WHERE {{ {agreement} ?agreement kg:signedAt ?event .
              ?event cur:others/cur:as ?as }}"""
    ) == [("id:a000--signing", '"delegation"')]


@pytest.mark.parametrize("name", [LAB, "一汽与中星微汽车芯片联合实验室"])
def test_faw_and_vimicro_stand_behind_the_joint_laboratory(name: str) -> None:
    found = rows(
        f"""SELECT ?body ?opening ?kind WHERE {{ {named("?lab", name)} ?lab a kg:Lab ; kg:memberBody ?body ;
              kg:establishedAt ?opening . ?opening kg:kind/skos:notation ?kind }} ORDER BY ?body"""
    )
    assert found == [
        ("id:faw", "id:a000--lab-opening", '"lab-opening"'),
        ("id:vimicro", "id:a000--lab-opening", '"lab-opening"'),
    ]
    ((basis, because),) = reason("faw-vimicro-lab", "kg:memberBody")
    assert basis == '"inferred"'
    assert "does not name the partners" in because


@pytest.mark.parametrize("event", ["a000--signing", "a000--lab-opening"])
def test_signing_and_opening_take_their_date_over_from_the_meeting(event: str) -> None:
    assert column(f"SELECT ?date WHERE {{ id:{event} cur:edtf ?date }}") == ['"2021?-04-27"']
    assert rows(
        f"""SELECT ?basis ?via WHERE {{ id:{event} kg:during ?via ; cur:inference ?why .
              ?why cur:qualifies cur:edtf ; cur:basis ?basis ; cur:via ?via }}"""
    ) == [("cur:basis-taken-over", "id:a000--meeting")]


@pytest.mark.parametrize("name", ["Jing Junhai", "Цзин Цзюньхай", "景俊海"])
def test_jing_junhai_is_reported_in_one_post_by_two_articles(name: str) -> None:
    assert posts(name) == [
        (JILIN_SECRETARY, '"2021-04-30"', "id:a000"),
        (JILIN_SECRETARY, '"2022-05-29"', "id:a002"),
    ]


def test_the_remarks_of_the_meeting_are_seven_and_five() -> None:
    assert remarks("Цзин Цзюньхай", "a000--meeting") == [
        ("id:a000--jing-on-chip-research", '"request"'),
        ("id:a000--jing-on-ecosystem", '"demand"'),
        ("id:a000--jing-on-faw-and-vimicro", '"praise"'),
        ("id:a000--jing-on-instructions", '"request"'),
        ("id:a000--jing-on-lab", '"promise"'),
        ("id:a000--jing-on-trend", '"request"'),
        ("id:a000--jing-on-vimicro", '"praise"'),
    ]
    assert remarks("Deng Zhonghan", "a000--meeting") == [
        (f"id:a000--deng-on-{about}", '"promise"')
        for about in ("capabilities", "goals", "labs", "production", "technology")
    ]


def test_jing_junhai_called_vimicro_a_good_partner() -> None:
    found = column(
        """SELECT ?quote WHERE { ?remark kg:speaker/skos:prefLabel "Jing Junhai"@en ;
             kg:kind kg:remark-kind-praise ; kg:about/skos:prefLabel "VIMICRO"@en ;
             cur:evidence/cur:quote ?quote }"""
    )
    assert '"хорошим партнером провинции Цзилинь"@ru' in found


def test_one_remark_alone_is_about_the_five_year_plan_of_jilin() -> None:
    assert column(
        """SELECT ?remark WHERE { ?remark a kg:Remark ;
             kg:about/skos:prefLabel "14th five-year plan of Jilin Province"@en }"""
    ) == ["id:a000--deng-on-goals"]


def test_ccfao_published_the_article_in_russian_on_30_april_2021() -> None:
    assert rows(
        """SELECT ?article (STR(?issued) AS ?day) ?language WHERE { ?article dcterms:issued ?issued ;
             dcterms:publisher/skos:prefLabel "CCFAO"@en ; dcterms:language ?language }"""
    ) == [("id:a000", '"2021-04-30"', '"ru"')]


def test_the_chinese_name_of_vimicro_is_known_to_the_curator() -> None:
    assert rows(
        """SELECT ?name ?basis WHERE { ?company skos:prefLabel "VIMICRO"@en , ?name ; cur:inference ?why .
             FILTER (LANG(?name) = "zh") ?why cur:value ?name ; cur:basis ?basis }"""
    ) == [('"中星微"@zh', "cur:basis-curator")]


# ---- Article a001: the symposium at Softec --------------------------------------------------------------


def test_the_symposium_was_held_in_softec_on_a_day_that_the_text_states() -> None:
    assert rows(
        """SELECT ?event ?date WHERE { ?event kg:venue/skos:prefLabel "Softec"@en ; cur:edtf ?date ;
             kg:kind/skos:prefLabel "symposium"@en }"""
    ) == [("id:a001--symposium", '"2022-01-11"')]
    assert reason("a001--symposium", "cur:edtf") == []


def test_ke_wenbin_has_two_posts_in_one_department() -> None:
    assert posts("柯文斌") == [
        ("id:anhui-deit--deputy-director", '"2022-01-11"', "id:a001"),
        ("id:anhui-deit--party-group-member", '"2022-01-11"', "id:a001"),
    ]
    assert holds('id:anhui-deit skos:prefLabel "Anhui Department of Economy and Information Technology"@en')
    assert reason("a001--ke-party-group", "kg:post")[0][0] == '"inferred"'
    assert reason("a001--ke-deputy-director", "kg:reportedOn")[0][0] == '"inferred"'


def test_six_bodies_lead_the_working_group_beside_unnamed_enterprises() -> None:
    found = column(
        f"""SELECT ?name WHERE {{ {named("?group", WORKING_GROUP)} ?group kg:leadBody/skos:prefLabel ?name .
              FILTER (LANG(?name) = "en") }} ORDER BY ?name"""
    )
    assert found == [
        '"Anhui Department of Economy and Information Technology"@en',
        '"Anhui Department of Science and Technology"@en',
        '"Anhui Development and Reform Commission"@en',
        '"Chizhou Municipal People\'s Government"@en',
        '"Hefei Municipal People\'s Government"@en',
        '"Wuhu Municipal People\'s Government"@en',
    ]
    assert rows(
        f"""SELECT ?date ?as WHERE {{ {named("?group", WORKING_GROUP)} ?group cur:others/cur:as ?as ;
              kg:establishedAt/cur:edtf ?date }}"""
    ) == [('"2021"', '"provincial enterprises of vehicle, auto-components and semiconductor"')]


def test_the_working_group_called_the_symposium_and_others_attended() -> None:
    assert {(who, role) for who, role, _ in participants("a001--symposium")} == {
        ("id:chip-vehicle-working-group", '"organizer"'),
        ("id:chip-vehicle-promotion-group", '"attendee"'),
        ("id:ke-wenbin", '"attendee"'),
        ("id:ke-wenbin", '"speaker"'),
    }
    assert column("SELECT ?as WHERE { id:a001--symposium cur:others/cur:as ?as } ORDER BY ?as") == [
        '"auto-parts enterprises and chip enterprises"',
        '"members of the provincial promotion group"',
        '"vehicle enterprises"',
    ]


def test_a_center_and_a_production_base_of_softec_were_visited() -> None:
    found = rows(
        """SELECT ?visit ?part ?occasion WHERE { ?visit kg:visited ?part ; kg:during ?occasion .
             ?part kg:partOf/skos:prefLabel "Softec"@en } ORDER BY ?part"""
    )
    assert found == [
        ("id:a001--softec-tour", "id:softec-experimental-center", "id:a001--symposium"),
        ("id:a001--softec-tour", "id:softec-production-base", "id:a001--symposium"),
    ]
    assert holds("id:softec-experimental-center a kg:Lab")
    assert holds("id:softec-production-base kg:kind kg:organization-kind-site")


def test_ke_wenbin_made_six_remarks_two_of_them_to_the_promotion_group() -> None:
    assert remarks("Ke Wenbin", "a001--symposium") == [
        ("id:a001--ke-on-car-industry", '"statement"'),
        ("id:a001--ke-on-cars-driving-chips", '"statement"'),
        ("id:a001--ke-on-communication", '"demand"'),
        ("id:a001--ke-on-projects", '"demand"'),
        ("id:a001--ke-on-supply-and-demand", '"demand"'),
        ("id:a001--ke-on-working-group", '"demand"'),
    ]
    assert column(
        f"SELECT ?remark WHERE {{ {named('?group', PROMOTION_GROUP)} ?remark kg:to ?group }} ORDER BY ?remark"
    ) == ["id:a001--ke-on-projects", "id:a001--ke-on-supply-and-demand"]


@pytest.mark.parametrize("name", ["Hefei", "Уху", "池州"])
def test_three_cities_are_in_anhui_as_far_as_can_be_inferred(name: str) -> None:
    assert rows(
        f"""SELECT ?province ?basis WHERE {{ {named("?city", name)} ?city kg:within ?in ; cur:inference ?why .
              ?in skos:prefLabel ?province . ?why cur:qualifies kg:within ; cur:basis ?basis .
              FILTER (LANG(?province) = "en") }}"""
    ) == [('"Anhui"@en', "cur:basis-inferred")]


def test_softec_published_the_article_as_the_authority_file_knows() -> None:
    graphs = column(
        """SELECT ?graph WHERE { ?body skos:prefLabel "Softec"@en .
             GRAPH ?graph { id:a001 dcterms:publisher ?body } }"""
    )
    assert graphs == ["<https://kg.example/graph/authority>"]


# ---- Article a002: the talks with Huawei ----------------------------------------------------------------


def test_jing_junhai_and_han_jun_held_talks_with_xu_zhijun_in_changchun() -> None:
    assert rows(
        """SELECT ?host ?date ?place WHERE { ?event cur:edtf ?date ; kg:place/skos:prefLabel ?place ;
             kg:participation [ kg:role kg:role-guest ; kg:participant/skos:prefLabel "徐直军"@zh ] ,
                              [ kg:role kg:role-host ; kg:participant ?host ] .
             FILTER (LANG(?place) = "en") } ORDER BY ?host"""
    ) == [
        ("id:han-jun", '"2022?-02-17"', '"Changchun"@en'),
        ("id:jing-junhai", '"2022?-02-17"', '"Changchun"@en'),
    ]
    assert reason("a002--talks", "cur:edtf")[0][0] == '"publication-year"'


@pytest.mark.parametrize("name", ["Han Jun", "Хань Цзюнь", "韩俊"])
def test_han_jun_has_a_post_in_the_committee_and_one_over_the_province(name: str) -> None:
    assert posts(name) == [
        ("id:jilin--governor", '"2022-05-29"', "id:a002"),
        ("id:jilin-party-committee--deputy-party-secretary", '"2022-05-29"', "id:a002"),
    ]
    assert holds("id:jilin--governor kg:postIn id:jilin")
    assert reason("a002--han-governor", "kg:postIn")[0][0] == '"inferred"'


def test_xu_zhijun_is_rotating_chairman_of_huawei() -> None:
    assert posts("Xu Zhijun") == [("id:huawei--rotating-chairman", '"2022-05-29"', "id:a002")]


def test_four_people_attended_the_talks_without_a_post() -> None:
    found = [(who, role, post) for who, role, post in participants("a002--talks") if role == '"attendee"']
    people = ("id:an-guiwu", "id:hu-jiafu", "id:li-wei", "id:zhang-zhijun")
    assert found == [(person, '"attendee"', "-") for person in people]


def test_jing_junhai_asked_three_things_of_huawei() -> None:
    assert column(
        """SELECT ?remark WHERE { ?remark kg:speaker/skos:prefLabel "景俊海"@zh ;
             kg:kind kg:remark-kind-request ; kg:to/skos:prefLabel "华为"@zh } ORDER BY ?remark"""
    ) == [
        "id:a002--jing-hopes-for-cooperation",
        "id:a002--jing-hopes-for-digital-jilin",
        "id:a002--jing-hopes-for-innovation",
    ]


def test_xu_zhijun_made_two_promises() -> None:
    assert remarks("徐直军", "a002--talks") == [
        ("id:a002--xu-on-cooperation", '"promise"'),
        ("id:a002--xu-on-vehicle-base", '"promise"'),
    ]
    assert column(
        """SELECT ?topic WHERE { id:a002--xu-on-cooperation kg:about/skos:prefLabel ?topic .
             FILTER (LANG(?topic) = "en") } ORDER BY ?topic"""
    ) == [
        '"Huawei"@en',
        '"automotive electronics"@en',
        '"digital Jilin"@en',
        '"optoelectronics"@en',
    ]
    assert holds('id:a002--xu-on-vehicle-base kg:about/skos:prefLabel "intelligent connected vehicles"@en')


# ---- Article a003: Jiaojiang in Changchun ---------------------------------------------------------------


def test_chen_tingchen_led_the_inspection_in_changchun() -> None:
    assert rows(
        """SELECT ?event ?date ?visited ?post WHERE {
             ?event kg:place/skos:prefLabel "长春"@zh ; kg:visited ?visited ; cur:edtf ?date ;
                    kg:kind kg:event-kind-inspection ; kg:participation ?part .
             ?part kg:role kg:role-leader ; kg:participant/skos:prefLabel "Chen Tingchen"@en ;
                   kg:inCapacity/kg:post ?post } ORDER BY ?visited"""
    ) == [
        ("id:a003--inspection", '"2020?-10-18"', visited, "id:jiaojiang-party-committee--party-secretary")
        for visited in ("id:ciac", "id:faw-rd-institute")
    ]
    ((basis, because),) = reason("a003--inspection", "cur:edtf")
    assert basis == '"curator"'
    assert "July this year" in because


def test_one_institute_has_six_names_in_the_text_two_of_them_slips() -> None:
    found = rows(
        f"""SELECT ?sort ?name WHERE {{ ?institute skos:prefLabel "{CIAC}"@en ; ?sort ?name .
              VALUES ?sort {{ skos:prefLabel skos:altLabel skos:hiddenLabel cur:mention }}
              FILTER (LANG(?name) = "en") }} ORDER BY ?sort ?name"""
    )
    assert sorted(found) == [
        ("cur:mention", '"Institute of Applied Chemistry"@en'),
        ("skos:altLabel", '"Changchun Institute of Applied Chemistry, Chinese Academy of Sciences"@en'),
        ("skos:altLabel", '"Chinese Academy of Sciences Changchun Institute of Applied Chemistry"@en'),
        ("skos:hiddenLabel", '"Changchun Institute of Chemical Engineering, Chinese Academy of Sciences"@en'),
        (
            "skos:hiddenLabel",
            '"Changchun Institute of Science and Technology of the Chinese Academy of Sciences"@en',
        ),
        ("skos:prefLabel", f'"{CIAC}"@en'),
    ]


def test_lu_lehui_held_the_discussion_with_the_delegation() -> None:
    assert participants("a003--discussion") == [
        ("id:chen-tingchen", '"guest"', "id:jiaojiang-party-committee--party-secretary"),
        ("id:jiaojiang-delegation", '"guest"', "-"),
        ("id:lu-lehui", '"host"', "id:ciac--deputy-director"),
        ("id:wang-dapeng", '"attendee"', "id:ciac-st-department--director"),
    ]
    assert reason("a003--discussion--chen-tingchen", "kg:participant")[0][0] == '"inferred"'
    assert holds("id:ciac-st-department kg:partOf id:ciac")
    assert column("SELECT ?met WHERE { id:lu-lehui kg:met ?met } ORDER BY ?met") == [
        "id:chen-tingchen",
        "id:jiaojiang-delegation",
    ]


@pytest.mark.parametrize("name", ["Xi Jinping", "Си Цзиньпин", "习近平", "Supreme Leader General Secretary"])
def test_xi_jinping_was_at_the_institute_of_faw_in_july_2020(name: str) -> None:
    assert rows(
        f"""SELECT ?event ?date ?occasion WHERE {{ {named("?person", name)}
              ?event kg:participation/kg:participant ?person ; cur:edtf ?date ; kg:during ?occasion ;
                     kg:visited/skos:prefLabel "{FAW_INSTITUTE}"@en .
              ?occasion kg:place/skos:prefLabel "Jilin"@en }}"""
    ) == [("id:a003--general-secretary-at-faw", '"2020?-07"', "id:a003--general-secretary-inspection")]


def test_the_id_for_the_unnamed_general_secretary_leads_to_xi_jinping() -> None:
    assert shipped().facts.redirects == {"general-secretary-a003": "xi-jinping"}
    used = column(
        "SELECT DISTINCT ?property WHERE { ?thing ?property id:general-secretary-a003 } ORDER BY ?property"
    )
    assert used == ["owl:sameAs", "cur:value"]
    assert not holds("id:general-secretary-a003 ?property ?value")


# ---- Article a004: the chip firms of Wujin --------------------------------------------------------------


@pytest.mark.parametrize("name", ["恽淇丞", "惲淇丞", "Yun Qicheng", "Юнь Цичэн"])
def test_yun_qicheng_visited_three_companies_on_6_march_2025(name: str) -> None:
    assert rows(
        f"""SELECT ?company ?date WHERE {{ {named("?person", name)}
              ?visit kg:participation/kg:participant ?person ; kg:visited ?visited ; cur:edtf ?date .
              ?visited a kg:Company ; skos:prefLabel ?company . FILTER (LANG(?company) = "zh") }}
            ORDER BY ?company"""
    ) == [
        ('"常州亦泓科技有限公司"@zh', '"2025-03-06"'),
        ('"澎芯半导体(常州)有限公司"@zh', '"2025-03-06"'),
        ('"领先光学技术(江苏)有限公司"@zh', '"2025-03-06"'),
    ]
    assert reason("a004--inspection", "cur:edtf")[0][0] == '"publication-day"'


def test_the_posts_of_wujin_are_those_of_the_text() -> None:
    assert participants("a004--inspection") == [
        ("id:wang-fei", '"attendee"', "id:wujin--deputy-district-head"),
        ("id:yun-qicheng", '"leader"', "id:wujin--district-head"),
        ("id:yun-qicheng", '"leader"', "id:wujin-party-committee--deputy-party-secretary"),
    ]


def test_the_passage_on_wang_fei_is_found_in_a_text_full_of_glosses() -> None:
    ((quote, start, end),) = rows(
        """SELECT ?quote ?start ?end WHERE { ?part kg:participant/skos:prefLabel "王斐"@zh ;
             cur:evidence ?passage . ?passage cur:quote ?quote ; cur:start ?start ; cur:end ?end }"""
    )
    assert quote == '"副區長王斐參加調研"@zh-Hant'
    assert int(end) - int(start) > len("副區長王斐參加調研")


# ---- Across the articles --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("FAW", "корпорация FAW", "中国一汽", "中国第一汽车集团有限公司"), "a000 a003"),
        (("Jilin", "провинция Цзилинь", "吉林省"), "a000 a002 a003"),
        (("Changchun", "Чанчунь", "长春"), "a002 a003"),
        (("Xi Jinping", "Си Цзиньпин", "习近平"), "a000 a002 a003"),
        (("Jing Junhai", "Цзин Цзюньхай", "景俊海"), "a000 a002"),
        (("industrial ecosystem", "промышленная экосистема", "产业生态"), "a000 a001 a002 a004"),
        (("Huawei", "Хуавэй", "华为"), "a002"),
    ],
)
def test_a_thing_is_one_over_articles_and_languages(names: tuple[str, ...], expected: str) -> None:
    for name in names:
        assert articles(name) == [f"id:{article}" for article in expected.split()]
        assert len(column(f"SELECT DISTINCT ?thing WHERE {{ {named('?thing', name)} }}")) == 1


def test_each_inferred_date_says_on_what_ground_it_stands() -> None:
    assert rows(
        """SELECT ?event ?basis WHERE { ?event a kg:Event ; cur:inference ?why .
             ?why cur:qualifies cur:edtf ; cur:basis/skos:notation ?basis . FILTER (?basis != "taken-over") }
           ORDER BY ?event"""
    ) == [
        ("id:a000--meeting", '"publication-year"'),
        ("id:a002--talks", '"publication-year"'),
        ("id:a003--general-secretary-inspection", '"curator"'),
        ("id:a003--inspection", '"curator"'),
        ("id:a004--inspection", '"publication-day"'),
    ]


# ---- What must not be there -----------------------------------------------------------------------------


def test_xu_zhijun_and_zhang_zhijun_are_two_people() -> None:
    assert holds("id:xu-zhijun owl:differentFrom id:zhang-zhijun")
    assert not holds("id:xu-zhijun owl:sameAs|^owl:sameAs id:zhang-zhijun")
    assert not holds("id:xu-zhijun kg:holdsPost ?post . id:zhang-zhijun kg:holdsPost ?post")
    assert not holds("id:xu-zhijun skos:prefLabel ?name . id:zhang-zhijun skos:prefLabel ?name")


@pytest.mark.parametrize(
    "name", ["Hu Jiafu", "Zhang Zhijun", "Li Wei", "An Guiwu", "Wang Guoping", "Yan Lingzhang"]
)
def test_nobody_without_a_reported_post_is_given_one(name: str) -> None:
    assert holds(f"{named('?person', name)} ?person a kg:Person")
    assert posts(name) == []
    assert not holds(f"{named('?person', name)} ?person kg:holdsPost|org:holds ?post")
    assert not holds(f"{named('?person', name)} ?person a kg:Official")


def test_there_is_one_agreement() -> None:
    assert column("SELECT ?agreement WHERE { ?agreement a kg:Agreement }") == ["id:a000--faw-vimicro"]


@pytest.mark.parametrize(
    "words",
    [
        "Chen Qi",
        "Wang Hanxue",
        "Wu Mindong",
        "陽湖網",
        "阳湖网",
        "晨光涂料",
        "智能微電網",
        "武進水利",
        "婦女節",
    ],
)
def test_bylines_and_navigation_are_not_read(words: str) -> None:
    assert not holds(f'?thing ?property ?text . FILTER (CONTAINS(STR(?text), "{words}"))')


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jing Junhai", "Han Jun"),  # both hosts
        ("Hu Jiafu", "Xu Zhijun"),  # an attendee
        ("Wang Dapeng", "Chen Tingchen"),
        ("Chen Tingchen", "Wang Guoping"),
        ("Deng Zhonghan", "Xu Zhijun"),  # never at one event
    ],
)
def test_people_of_one_side_or_of_none_did_not_meet(one: str, other: str) -> None:
    assert not holds(f"{named('?one', one)} {named('?other', other)} ?one kg:met|^kg:met ?other")


def test_a_symposium_without_host_and_guest_makes_nobody_meet() -> None:
    assert not holds(f"{named('?ke', 'Ke Wenbin')} ?ke kg:met|^kg:met ?other")


def test_the_text_does_not_say_where_the_meeting_was_or_who_signed() -> None:
    assert not holds("id:a000--meeting kg:place|kg:venue ?where")
    assert not holds("id:a000--signing kg:place|kg:venue ?where")
    assert not holds("?part kg:role kg:role-signatory")
    assert not holds("?agreement kg:party ?person . ?person a kg:Person")
    assert not holds("?part kg:onBehalfOf ?body")


def test_softec_is_a_venue_and_no_place() -> None:
    assert not holds("id:a001--symposium kg:place ?place")
    assert not holds(f"{named('?softec', 'Softec')} ?softec a kg:Place")


@pytest.mark.parametrize("name", ["Wang Guoping", "Yan Lingzhang", "Wang Dapeng"])
def test_no_chinese_name_is_made_up(name: str) -> None:
    assert not holds(f'{named("?person", name)} ?person ?label ?han . FILTER (LANGMATCHES(LANG(?han), "zh"))')


def test_two_academies_and_two_groups_stay_apart() -> None:
    assert not holds("id:ciac kg:partOf* id:cae")
    assert holds("id:ciac kg:partOf/skos:prefLabel 'Chinese Academy of Sciences'@en")
    pair = f"{named('?one', WORKING_GROUP)} {named('?other', PROMOTION_GROUP)}"
    assert holds(f"{pair} ?one cur:undecidedFrom ?other")
    assert not holds(f"{pair} FILTER (?one = ?other)")
    assert not holds("id:chip-vehicle-promotion-group kg:leadBody|kg:memberBody|kg:establishedAt ?thing")


def test_jiaojiang_is_in_taizhou_of_zhejiang_and_not_of_jiangsu() -> None:
    assert column("SELECT ?in WHERE { id:jiaojiang kg:within+ ?in } ORDER BY ?in") == [
        "id:taizhou",
        "id:zhejiang",
    ]
    assert holds("id:taizhou skos:prefLabel '台州'@zh")
    assert not holds(
        "?place skos:prefLabel|skos:altLabel|skos:hiddenLabel ?name . FILTER (STR(?name) = '泰州')"
    )


def test_jilin_is_the_province_alone() -> None:
    assert column(
        "SELECT ?kind WHERE { ?place skos:prefLabel|skos:altLabel '吉林'@zh ; kg:kind/skos:notation ?kind }"
    ) == ['"province"']
    assert not holds(
        "?place skos:prefLabel|skos:altLabel ?name . FILTER (STR(?name) IN ('吉林市', 'Jilin City'))"
    )


@pytest.mark.parametrize("event", ["a000--xi-inspection", "a002--xi-visit"])
def test_visits_of_xi_jinping_without_a_date_get_none(event: str) -> None:
    assert holds(f"id:{event} a kg:Visit")
    assert not holds(f"id:{event} cur:edtf|cur:earliest|cur:latest|dcterms:date ?date")


@pytest.mark.parametrize("article", ["a001", "a003"])
def test_pages_without_a_date_get_none(article: str) -> None:
    assert holds(f"id:{article} a cur:Article")
    assert not holds(f"id:{article} dcterms:issued ?date")


def test_no_text_says_of_what_the_general_secretary_is_one() -> None:
    assert not holds("?post a kg:Post ; cur:code kg:post-general-secretary")
    assert [post for post, _, _ in posts("Xi Jinping")] == ["kg:post-general-secretary"] * 3


@pytest.mark.parametrize(
    "words", ["District Party Committee", "the delegation", "провинциального комитета партии", "區委"]
)
def test_words_that_work_inside_one_article_are_no_names(words: str) -> None:
    assert holds(f"?thing cur:mention ?mention . FILTER (STR(?mention) = '{words}')")
    assert not holds(named("?thing", words))


def test_only_officials_of_party_and_state_are_officials() -> None:
    assert column("SELECT DISTINCT ?person WHERE { ?person a kg:Official } ORDER BY ?person") == [
        "id:chen-tingchen",
        "id:han-jun",
        "id:jing-junhai",
        "id:ke-wenbin",
        "id:wang-fei",
        "id:xi-jinping",
        "id:yun-qicheng",
    ]


def test_no_gist_copies_its_passage() -> None:
    assert not holds(
        """?remark kg:gist ?gist ; cur:evidence/cur:quote ?quote .
           FILTER (STRLEN(?quote) > 20 && CONTAINS(STR(?gist), STR(?quote)))"""
    )
