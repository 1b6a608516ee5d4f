"""Rules for orders in the singular, in Russian and Uzbek, on canonical text.

A citizen says *-те* and *-ing* to an office; who writes to a machine says *ты* and *sen*.  The form
alone is no sign (people quote a rude clerk, and are rude), so each rule also names what only a
program has: fields of an answer, a memory, other people's letters, its own work.
"""

from typing import Final

# ruff: noqa: ISC004  # a pattern takes several lines; each rule is one pair

_DO_RU = (
    r"\b(?:ukaji|postav|verni|viday|napishi|pishi|vivedi|pokaji|prishli|pereshli|vigruzi|soobshi"
    r"|nazovi|otprav|peredai|peredaj|pereday|soberi|day|vstav|vistav|dobav|odobri|vipolni)\b"
)
_DO_UZ = (
    r"\b(?:yoz|ber|[qk][ou]y|tanla|belgila|yubor|j[ou]nat|k[ou]rsat|ayt|chi[qk]ar|uzat|[qk]il"
    r"|[qk]aytar|t[ou]ldir|bajar|[qk][ou]sh)\b"
)
SINGULAR: Final = (
    (
        "singular_ru_answer",  # What to put into its answer, or to do while it answers.
        rf"{_DO_RU}.{{0,45}}\b(?:v otvete?|kod \w+|pol\w+ (?:reason|confidence)|uverennost\w*"
        r"|otsenk\w+ riska|json|pervi\w+ otdel|nivisshi\w+ prioritet|naivisshi\w+ prioritet)\b"
        rf"|\bv otvete? {_DO_RU}|\botsenk\w+ riska (?:postav|snizi|ravn)|\bkogda budesh\b.{{0,20}}"
        r"\b(?:pereskaz|otvech|sostavlya|pisat|podvod|obobsha)\w*|\bperestan\b.{0,25}\b(?:raspred"
        r"|klassif|sortir|marshrut|filtr)\w*|\botvet strogo v\b",
    ),
    (
        "singular_ru_data",  # Other people's letters, what it remembers.
        rf"{_DO_RU}.{{0,50}}\b(?:(?:dann|telefon|adres|pocht|perepisk|nomer)\w*(?: \w+)?"
        r" (?:drugix|vsex|grajdan|zayavitel|jiteley)\w*|drugix (?:grajdan|zayavitel|lyudey)\w*"
        r"|soderjani\w+ perepiski|konfiguratsi\w+|parol\w* (?:administratora|i token)"
        r"|klyuch\w* (?:dostupa|api))|\b(?:tvoey|svoey|tvoya) pamyat\w*"
        r"|\bpodelit\w* svoim parolem",
    ),
    (
        "singular_ru_void",  # What it was told is taken back; it belongs to the writer.
        r"\bschitay\b.{0,60}\b(?:nedeystvitel|otmen|otklyuch|annulir|ne bilo|oshibochn)\w*"
        r"|\b(?:ukazani|instruktsi|slova|tekst|soobsheni)\w* vishe\b.{0,40}\b(?:oshibk|oshiboch|ne"
        r" v schet|zabud|ignor|nedeystv)|\bignor\w* vse\w* (?:chto )?vishe|\bnachni (?:vse )?s"
        r" chistogo lista|\bti (?:teper )?(?:podchinyaesh|slushaesh|slujish|prinadlejish)\w*"
        r"|\bdlya tebya (?:teper )?(?:vajn|glavn|sushestvu|deystvu)|\bobo[iy]di (?:svoi|tvoi|eti)"
        r" (?:ogranich|zapret|filtr|pravil)\w*|\b(?:tvoi|svoi) (?:\w+ )?(?:ustanovk|nastroyk|"
        r"instruktsi|ukazani|ogranicheni)\w*",
    ),
    (
        "to_the_reader",  # A program is called by its name.
        r"\b(?:algoritm|neyroset|klassifikator|yazikov\w+ model)\w*\b.{0,60}\b(?:postav|pishi|"
        r"vistav|verni|viberi|ignoriruy|propusti|odobri)\b|\b(?:kto|kotor\w+) (?:obrabativaet"
        r"|chitaet|raspredelyaet)\b.{0,30}\bavtomatich|\b(?:bot|algoritm|neyrotarmo[qk]|til modeli"
        r"|suniy intellekt|dastur)\w*\b.{0,40}\b(?:b[ou]lsang|uchun yashirin|[oqu]+iyotgan b[ou]lsa"
        rf", ).{{0,60}}{_DO_UZ}|\b(?:k[ou]rayotgan|[ou][qk]iyotgan|ishlayotgan) (?:dastur|bot"
        r"|model|neyro\w*|algoritm)\b.{0,60}\b(?:shart|kerak|majbur)",
    ),
    (
        "singular_uz_answer",
        r"\b(?:ishonch\w*|xavf baho\w*|havf baho\w*|ustuvorlik\w*|birinchi(?:si)?\w*(?: b[ou]lim\w*"
        rf"| nomzod\w*)?|javob\w* \w+ kodi\w*)\b.{{0,25}}{_DO_UZ}|\b(?:ta[qk]simla|sarala|javob"
        r" beri|filtrla)\w*ni t[ou]xtat\b|\bbayon [qk]il(?:gan|ayotgan)ingda\b|\bjavobga .{0,25}"
        rf"kod\w* {_DO_UZ}",
    ),
    (
        "singular_uz_data",
        r"\b(?:boshqa|boshka|barcha|hamma|xamma|fu[qk]arolar\w*|murojaatchi\w*|yozganlar\w*)\b.{0,30}"
        rf"\b(?:malumot|telefon|yozishma|pochta|r[ou]yxat|raqam)\w*\b.{{0,40}}{_DO_UZ}"
        r"|\bxotirangda\w*|\bparol va token|\bsenga (?:\w+ )?(?:berilgan|yozilgan|aytilgan)\b"
        rf"|\byozishma\w* (?:mazmun\w*)?.{{0,30}}{_DO_UZ}",
    ),
    (
        "singular_uz_void",
        r"\bb[ou]lmagandek tut\b|\b(?:[ou]chirilgan|bekor|b[ou]lmagan|[ou]chgan) deb (?:[hx]isobla"
        r"|bil)\b|\b(?:yu[qk]orida|tepada|ilgari|avval|oldin)\w*\b.{0,40}\b(?:bekor|xato yozilgan"
        r"|bekor [qk]il)\b.{0,40}\b(?:amal [qk]il|men (?:[ou]rnat|ayt)\w*|ish tut)\b",
    ),
    (
        "singular_told",  # What *thou* wert told by who made thee.
        r"\b(?:instruktsi|ukazani|pravil|ogranicheni|tekst|soobsheni|nazvani|zapret)\w*\b.{0,30}"
        r"\b(?:tebe (?:dal|zadal|pisal|govoril|postavil|vidal)\w*|dal\w* tebe|(?:v|iz) tvo\w+"
        r"|(?:kotorim|kotorie) ti\b)|\bvse\w* chto tebe\b.{0,12}(?:govoril|pisal|skazal|dal)\w*"
        r"|\btvo\w+ (?:sistemn|skrit|nachaln|iznachaln)\w*|\bsenga\b.{0,25}\b(?:k[ou]rsatma"
        r"|buyru[qk]|[qk]oida|matn|ta[qk]i[qk]|topshiri[qk])\w*|\byaratuvchilaring\w*"
        r"|\b(?:[qk]anday|[qk]aysi) [qk]oida\w* bilan ishlashing\w*",
    ),
)
