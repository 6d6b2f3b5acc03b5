"""Which words tell what kind of name stands beside them?

Words are folded. A head is the word of a name that says what is named: the last one, as in
"Moscow State University", or one before "of", as in "Ministry of Defence".
"""

from typing import Final

from cstosearch.analysis import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


ORGANIZATION_HEADS: Final = _words("""
    academy administration agency alliance army assembly association associates athletic authority
    bank bar battalion bloc board brewery brigade broadcasting brotherhood bundestag bureau cabinet
    cartel center centre chamber church clinic club coalition college command commission committee
    commonwealth community companies company confederation conference congress conservatory
    consortium cooperative corporation corps council court department directorate division duma
    electric electronics embassy enterprises exchange executive faculty federation fleet flotilla
    force forces foundation fund gazette group guard guards headquarters herald holdings
    hospital hotels industries initiative insurance institute institution intelligence
    international investments journal laboratories laboratory league legion legislature library
    magazine ministry mission motors movement museum navy network news newspaper
    observatory office orchestra organisation organization parliament partners partnership party
    patrol petroleum pharmaceuticals police post press productions prosecutor publishing
    radio railroad railway railways records regiment resources secretariat securities senate
    seminary service services society software squad squadron staff steel studio studios
    subcommittee syndicate systems team technologies telecom telegraph television theatre theater
    times trade tribune tribunal troops trust union universities university ventures works
    universitet school schools troupe choir quartet ensemble band symphony airlines airways
    aviation motor oil gas mining energy chemical chemicals foods bancorp bancshares savings
    """)
COMPANY_ENDS: Final = _words(
    "inc corp ltd co plc llc llp gmbh ag sa nv bv oy ab as spa kg lp oao ooo zao pjsc jsc fc afc"
)
PLACE_HEADS: Final = _words("""
    airport airfield archipelago avenue aerodrome base basin bay beach boulevard borough bridge
    canal canyon castle caucasus cemetery city coast county creek dam desert district estate falls
    forest fort garrison glacier gulf harbor harbour heights highway hill hills island islands isle
    isles kingdom lake lakes mountain mountains oblast ocean palace pass peak peninsula plain
    plateau pond port prefecture province railroad range rayon reef region republic reserve
    reservoir ridge river road sea square stadium state station strait straits street swamp
    territories territory town township valley village volcano woods arena tower plaza park
    """)
PLACE_STARTS: Final = _words("mount mt lake cape fort port isle lough loch camp river saint st")
TREATY_HEADS: Final = _words("""
    accord accords act agreement agreements charter communique concept constitution convention
    covenant declaration doctrine law memorandum pact protocol resolution statute strategy treaty
    """)
EVENT_HEADS: Final = _words("""
    exercise exercises summit olympics forum festival championship championships games cup
    expo maneuvers manoeuvres operation
    """)
TITLES: Final = _words("""
    academician admiral ambassador analyst archbishop archduke attorney baron baroness bishop
    brigadier candidate captain cardinal chair chairman chairperson chairwoman chancellor chief
    coach colonel commandant commander commissioner commodore comrade congressman congresswoman
    consul corporal count countess czar dame deputy designate director doctor dr duchess duke
    emir emperor empress envoy father founder gen general governor head hon judge justice
    king lady lieutenant lord lt maj major majesty maestro manager mayor marshal minister miss
    monsignor mr mrs ms officer pastor pope premier president prime prince princess prof
    professor queen rabbi rector rep representative rev reverend saint secretary sen senator
    sergeant sgt shah sheikh sheriff sir sister speaker spokesman spokesperson spokeswoman
    sultan tsar vice col capt adm gov brig maj sr undersecretary ayatollah imam mullah interim acting
    """)
OCCUPATIONS: Final = TITLES | _words("""
    activist actor actress adviser advisor aide ancestor anthropologist architect artist assistant
    astronaut astronomer athlete author bassist biologist brother businessman businesswoman
    cellist character chemist columnist comedian comedienne composer conductor correspondent
    cosmonaut critic cyclist dancer daughter designer dramatist driver drummer economist editor
    engineer executive explorer father filmmaker fighter footballer frontman goalkeeper graduate
    grandson guitarist historian husband illustrator inventor journalist keyboardist lawyer leader
    lecturer lyricist magician mathematician member midfielder missionary mother musician named
    nephew novelist nurse painter philosopher photographer physicist pianist pilot pioneer
    pitcher planter player playwright poet politician producer programmer psychologist
    quarterback rapper reporter researcher resident saxophonist scholar scientist screenwriter
    sculptor singer sister soldier solicitor son songwriter striker student surgeon teacher
    theologian trumpeter uncle veteran victim vocalist widow wife winger writer wrestler
    """)
"""Words, mostly in small letters, that say of the name behind them that it is a person's."""
NAME_PARTICLES: Final = _words(
    "de la del della der den di da dos du das van von zu zur al el ul bin ibn ben ter ten le y e d"
)
CALENDAR: Final = _words("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    христмас christmas easter ramadan
    """)
GENERATIONS: Final = _words("jr sr ii iii iv")
"""What stands behind a person's surname."""

RUSSIAN_TITLES: Final = _words("""
    президент премьер министр премьер-министр генерал полковник подполковник майор капитан
    лейтенант адмирал маршал секретарь генсек председатель директор посол руководитель начальник
    глава командующий губернатор мэр депутат сенатор спикер академик профессор господин госпожа
    г-н г-жа заместитель канцлер король принц шейх митрополит патриарх архиепископ епископ
    представитель сержант старшина командир координатор атташе советник эксперт
    """)
