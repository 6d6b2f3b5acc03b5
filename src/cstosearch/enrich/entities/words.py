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
    bank battalion bloc board brewery brigade broadcasting brotherhood bundestag bureau cabinet
    cartel center centre chamber church clinic club coalition college command commission committee
    commonwealth community companies company confederation conference congress conservatory
    consortium cooperative corporation corps council court department directorate division duma
    electric electronics embassy enterprises exchange executive faculty federation fleet flotilla
    force forces foundation fund gazette group guard guards headquarters herald holdings
    hospital hotel hotels casino industries initiative insurance institute institution intelligence
    international investments journal laboratories laboratory league legion legislature library
    magazine ministry mission motors movement museum navy network news newspaper
    observatory office orchestra organisation organization parliament partners partnership party
    patrol petroleum pharmaceuticals police post press productions prosecutor publishing
    radio railroad railway railways records regiment resources secretariat securities senate
    seminary service services society software squad squadron staff steel studio studios
    subcommittee syndicate systems team technologies telecom telegraph television theatre theater
    times tribune tribunal troops trust union universities university ventures works
    universitet school schools troupe choir quartet ensemble band symphony airlines airways
    aviation motor oil gas mining energy chemical chemicals foods bancorp bancshares savings
    """)
HEADS_BEFORE_OF: Final = _words(
    "house hall board workshop boys daughters friends knights scouts sons order bar"
)
"""Heads of organizations, but only before "of"."""
COMPANY_ENDS: Final = _words(
    "inc corp ltd co plc llc llp gmbh ag sa nv bv oy ab as spa kg lp oao ooo zao pjsc jsc fc afc"
)
PLACE_HEADS: Final = _words("""
    airport airfield archipelago avenue aerodrome base basin bay beach boulevard borough bridge
    canal canyon castle caucasus cemetery city coast county creek dam desert district estate falls
    forest fort garrison glacier gulf harbor harbour heights highway hill hills island islands isle
    isles kingdom lake lakes brook field gym gymnasium playfield mill mills dock docks
    pier mountain mountains oblast ocean palace pass peak peninsula plain
    plateau pond port prefecture province railroad range rayon reef region republic
    reservoir ridge river road sea square stadium state station strait straits street swamp
    territories territory terminal town township valley village volcano woods arena tower
    plaza park way rink
    """)
PLACE_STARTS: Final = _words("mount mt lake cape fort port isle lough loch camp river saint st")
COMPASS: Final = _words(
    "north south east west northern southern eastern western central northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern upper lower outer inner"
)
TREATY_HEADS: Final = _words("""
    accord accords act agreement agreements charter communique concept constitution convention
    covenant declaration doctrine law memorandum pact protocol resolution statute strategy treaty
    """)
EVENT_HEADS: Final = _words("""
    exercise exercises summit olympics forum festival championship championships games cup
    expo maneuvers manoeuvres operation
    """)
OTHER_HEADS: Final = _words("""
    award awards bible book bowl conjecture cross cups day days equation fame game laws medal model
    movie prize review rule series show song syndrome test theorem theory trial tour trophy version
    """)
"""Heads of names that are of none of the types."""
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
    sultan tsar vice col capt adm gov brig maj sr undersecretary ayatollah imam mullah interim
    acting
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
SETTLEMENTS: Final = _words("""
    area capital city coast commune community county district hamlet island municipality parish
    port province region republic river state suburb territory town township valley village
    north south east west northeast northwest southeast southwest outside
    """)
"""What stands before "of" and a place, and says of a place what it is."""
COLLECTIVES: Final = _words("""
    agency airline airlines association band bank brand broadcaster brokerage club company chain
    conglomerate consortium distributor firm foundation franchise group insurer label magazine
    maker manufacturer movement newspaper network operator party producer publisher retailer
    startup subsidiary supplier team union website
    """)
OF_COUNTRIES: Final = _words("""
    ambassador ambassadors army constitution diplomacy diplomats economy embassies
    embassy exports government governments imports independence military ministers
    minister ministries ministry navy parliament premier presidency president presidents
    sovereignty troops vice-president
    """)
"""What countries have, and people or parts of countries as a rule have not."""
OF_STATES: Final = _words("""
    congressman congressmen congresswoman governor governors legislature senator senators
    """)
"""What the states of a federation have, and countries, as a rule, have not."""
DESCRIBES_OFFICES: Final = _words("""
    acting agriculture air armed border caretaker central civil coalition current defence defense
    democratic deputy economic education elected energy environment federal finance first foreign
    former ground health incumbent interim interior internal justice land late lieutenant local
    military national new newly next old outgoing own permanent prime provisional ruling security
    state then transitional transport two-term vice
    """)
"""What may stand between "'s" and such a word."""
NAME_PARTICLES: Final = _words(
    "de la del della der den di da dos du das van von zu zur al el ul bin ibn ben ter ten le y e d"
)
NOT_PLACES: Final = _words("""
    act appendix article book chapter class day division english episode exhibit figure game grade
    group heaven internet latin no paragraph part phase round scene season section series step
    table title type unit volume week windows year
    """)
"""Capitalised words that stand behind "in" and are no places."""
NOT_ORGANIZATIONS: Final = _words("""
    aids also asap avg bios blah cd ceo cfo covid cpu css dna dvd faq gdp gnp gps gpu hd hiv html
    http id iq isbn isdn ko lcd led lp mba mvp next note ok pc pdf phd pin pm rna rom sars sms spf
    sql suv tba tv uhf url usb vat vhf vip xml
    """)
"""What is written in capitals, and names no organization."""
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

HEADS: Final = ORGANIZATION_HEADS | PLACE_HEADS | TREATY_HEADS | EVENT_HEADS
