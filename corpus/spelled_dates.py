"""Days with the month in words: `26 octobre 2017`, `March 3, 2017, 5:04 pm`, `2019. március 5.`, `2017年10月26日`.

A general parser of dates tries one language after another, each with patterns of its own to compile: seconds for the
first date of a run. The names of months in the languages that news is mostly in are a table, none of them means two
months, and a day, a name and a year around it are one pattern. What does not fit is left to the general parser.
"""

import re
from datetime import UTC, datetime, timedelta

# A paragraph for each month.
_NAMES = """
jan january januar jänner janv janvier ene enero gen gennaio janeiro januari tammi tammik tammikuu tammikuuta
tammikuussa sty styczeń stycznia styczen styczniu led leden ledna lednu január ian ianuarie oca ocak янв январь
января січ січень січня ιαν ιανουάριος ιανουαρίου يناير ינואר ינו לינואר בינואר जनवरी djan djanuari januára яну
януари gener jaan jaanuar jän

feb february februar feber févr février fév febrero febbraio fev fevereiro februari helmi helmik helmikuu helmikuuta
helmikuussa lut lutego luty lutym úno únor února únr únoru febr február februarie şub şubat февр февраль февраля фев
лют лютий лютого φεβ φεβρουάριος φεβρουαρίου فبراير פברואר פבר בפברואר לפברואר फ़रवरी फ़र peb pebruari februára
февруари febrer veebr veebruar fevrier

mar march mär märz mrz mars marzo março maart mrt marts maalis maalisk maaliskuu maaliskuuta maaliskuussa marca
marzec marcu bře březen března březnu márc március már martie mart мар март марта бер березень березня берез μάρ
μάρτιος μαρ μαρτίου مارس מרץ במרץ למרץ מרס במרס למרס מארס במארס למארס मार्च maret marec març märts

apr april avr avril abr abril aprile huhti huhtik huhtikuu huhtikuuta huhtikuussa kwi kwiecień kwietnia kwiecien
kwietniu kwie dub duben dubna dubnu ápr április aprilie nis nisan апр апрель апреля квіт квітень квітня кві απρ
απρίλιος απριλίου أبريل אפריל אפר באפריל לאפריל अप्रैल apríl apríla април aprill

may mai mayo mag maggio maio mei maj touko toukok toukokuu toukokuuta toukokuussa maja maju kvě květen května květnu
máj május mayıs май мая трав травень травня тра μάι μάιος μαΐ μαΐου مايو מאי במאי למאי mája maig

jun june juni juin junio giu giugno junho kesä kesäk kesäkuu kesäkuuta kesäkuussa cze czerwca czerwiec czerwcu
červen června čvn čer červnu jún június iun iunie haz haziran июн июнь июня черв червень червня чер ιουν ιουνίου
ιούν ιούνιος يونيو يونيه يونية יוני ביוני ליוני יונ जून djuni júna юни juny juuni

jul july juli juil juillet julio lug luglio julho heinä heinäk heinäkuu heinäkuuta heinäkuussa lip lipca lipiec
lipcu července červenec čvc črc červenci črv júl július iul iulie tem temmuz июл июль июля лип липень липня ιουλ
ιουλίου ιούλ ιούλιος يوليو يوليه يولية יולי ביולי ליולי יול जुलाई जुल djuli júla юли juliol juuli

aug august août aoû ago agosto augustus augusti elo elok elokuu elokuuta elokuussa sie sierpień sierpnia sierpien
sierpniu srp srpen srpna srpnu augusztus ağu ağustos авг август августа серп серпень серпня сер αυγ αυγούστου αύγ
αύγουστος أغسطس אוגוסט אוג באוגוסט לאוגוסט अगस्त agu agustus agt augusta agost aout

sep september sept septembre septiembre setiembre set settembre setembro septembro syys syysk syyskuu syyskuuta
syyskuussa wrz wrzesień września wrzesien wrzesnia wrześniu wrzesniu zář září szept szeptember septembrie eyl eylül
сент сентябрь сентября сен вер вересень вересня верес σεπ σεπτέμβριος σεπτεμβρίου سبتمبر ספטמבר ספט בספטמבר לספטמבר
सितंबर सित सितम्बर septembra сеп септември септ септм setembre

oct october okt oktober octobre octubre ott ottobre out outubro loka lokak lokakuu lokakuuta lokakuussa paź
październik października pazdziernik pazdziernika październiku pazdzierniku paz říj říjen října říjnu október
octombrie eki ekim окт октябрь октября жовт жовтень жовтня жов οκτ οκτωβρίου οκτώβριος أكتوبر אוקטובר אוק באוקטובר
לאוקטובר अक्तूबर अक्तू अक्टूबर októbra октомври oktoober

nov november novembre noviembre novembro marras marrask marraskuu marraskuuta marraskuussa lis listopad listopada
listopadzie listopadu noiembrie noiem kas kasım нояб ноябрь ноября ноя лист листопад листопада листоп лис νοέ
νοέμβριος νοε νοεμβρίου نوفمبر נובמבר נוב בנובמבר לנובמבר नवंबर नवम्बर nop nopember novembra ное ноември

dec december dez dezember déc décembre dic diciembre dicembre dezembro des desember joulu jouluk joulukuu joulukuuta
joulukuussa gru grudnia grudzień grudzien grudniu pro prosince prosinec prosinci decembrie ara aralık дек декабрь
декабря груд грудень грудня гру δεκ δεκέμβριος δεκεμβρίου ديسمبر דצמבר דצמ בדצמבר לדצמבר दिसंबर दिस दिसम्बर decembra
декември desembre dets detsember
"""
MONTH_OF = {name: number for number, names in enumerate(_NAMES.split("\n\n"), start=1) for name in names.split()}

_MONTH = r"(?P<month>[^\s\d.,:/|()-]{3,13})\.?"
_ORDINAL = r"(?:\.|st|nd|rd|th|er|º|°)?"
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?!\d)"
_BEFORE = r"(?:[^\s\d.,]{2,15}[.,]{0,2} )?"  # the day of the week, an article
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_BEFORE}(?P<day>[0-3]?\d){_ORDINAL}[ -](?:de |d['’])?{_MONTH}(?:,? (?:de |del )?|-){_YEAR}",
        rf"{_BEFORE}{_MONTH} (?P<day>[0-3]?\d){_ORDINAL},? {_YEAR}",
        rf"{_YEAR}\. {_MONTH} (?P<day>[0-3]?\d)\.?(?!\d)",
        r"(?P<year>(?:1[6-9]|20)\d\d) ?[年년] ?(?P<month>[01]?\d) ?[月월] ?(?P<day>[0-3]?\d) ?[日일]",
    )
)
_TIME = re.compile(
    r"[ ,.|–-]*(?:(?:at|um|à|a las|às|alle|kl\.?|klo|om|o|в|-) ?)?(?P<hour>[0-2]?\d) ?[:h.時点시] ?(?P<minute>[0-5]\d)"
    r"(?:[:.][0-5]\d)? ?(?P<half>[ap]\.?m\b\.?)?"
    r"(?: ?(?:uhr|分|분|h|hrs|utc|gmt|(?P<ahead>[+-])(?P<hours>[01]\d):?(?P<minutes>[0-5]\d)))?\W*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*")


def spelled_moment(text: str) -> tuple[datetime, bool] | None:
    """Give the moment a text is, and whether it has a time of the day; None where it has more or other words.

    A time without a zone is taken as UTC. Raises ValueError for a day that the calendar does not have.

    >>> spelled_moment("26 octobre 2017")
    (datetime.datetime(2017, 10, 26, 0, 0, tzinfo=datetime.timezone.utc), False)
    """
    for form in _FORMS:
        if found := form.match(text):
            break
    else:
        return None
    month = int(found["month"]) if found["month"].isdigit() else MONTH_OF.get(found["month"].lower())
    if month is None:
        return None
    at = datetime(int(found["year"]), month, int(found["day"]), tzinfo=UTC)
    if _NOTHING.fullmatch(text, found.end()):
        return at, False
    clock = _TIME.fullmatch(text, found.end())
    return (at + _of_the_day(clock), True) if clock else None


def _of_the_day(clock: re.Match[str]) -> timedelta:
    hour, minute = int(clock["hour"]), int(clock["minute"])
    if hour > (12 if clock["half"] else 23):
        raise ValueError(f"no hour of the day: {hour}")
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"][0] in "pP" else 0)
    ahead = timedelta(hours=int(clock["hours"] or 0), minutes=int(clock["minutes"] or 0))
    return timedelta(hours=hour, minutes=minute) - (ahead if clock["ahead"] == "+" else -ahead)
