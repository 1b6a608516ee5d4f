"""Rules for orders that put themselves in the place of earlier ones, on canonical text.

They void what a model was told, take its maker's place, give it a part to play or fill in its
answer.  Objects and forms are such as no citizen uses to an office: *thy* rules, not *your* rules.
"""

from typing import Final

# ruff: noqa: ISC004  # a pattern takes several lines; each rule is one pair

GAP = r"(?:\W+\w+){0,5}?\W+"
TOLD_UZ = (
    r"(?:korsatma|yoriqnoma|qoida|kursatma|yurikkoma|yuriknoma|koida|buyruq|buyruk|prompt"
    r"|chekl|filtr)\w*"
)
ORDERS: Final = (
    (
        "override_ru_void",  # What was said before is no longer in force.
        r"\b(?:predidush|prejn|rann|vishestoyash|sistemn|tvo|svo)\w*\W+(?:\w+\W+)?(?:instruktsi|ukazani"
        r"|ustanovk|komand|promt|prompt|nastroyk|zadani)\w*\b.{0,30}\b(?:otmenen|annulir|nedeystvit"
        r"|bolshe ne|ne imeyut sil|testov|oshibochn|ne v schet)\w*"
        r"|\b(?:annuliruy|sbros|obnuli|obydi|ne prinimay vo vnimanie|ne uchitivay|otkajis ot"
        r"|ot(?:loji|odvin) v storonu|zameni|perepishi|prekrati|perestan)\b(?:\W+\w+){0,3}?\W+"
        r"(?:svo|tvo|vse (?:prejn|predidush|zadan)|instruktsi|promt|prompt|zadani\w* razrab)\w*"
        r"|\b(?:postupay|delay) naoborot\b|\b(?:sistemn\w+|nachaln\w+) (?:instruktsi|promt|soobsh"
        r"|podskazk)\w*.{0,20}\b(?:ne bilo|ne sushestv|net\b)",
    ),
    (
        "override_uz_own",  # The rules *of thine*: a citizen says -ingiz to an office.
        rf"{TOLD_UZ}(?<=ing)(?:ni|ga|dan)?\b{GAP}(?:tashla|unut|buz|chetga|chetlab|amal|rioya|bekor"
        r"|almashtir|ochir|hisobga|etiborsiz|esdan|esingdan)|\bsozlamalaring(?:ni|ga)?\b"
        rf"|(?:dasturchi|yaratuvchi|tizim)\w*\W+(?:\w+\W+){{0,3}}?(?:topshiri|{TOLD_UZ})\w*"
        r"(?:\W+\w+){0,2}?\W+(?:bajarma|amal qilma|rioya qilma|bolmagandek|hisobga olma)\b"
        rf"|(?:oldingi|avvalgi|ilgari\w*|yuqoridagi|berilgan)\b(?:\W+\w+){{0,3}}?\W+{TOLD_UZ}"
        r"(?:\W+\w+){0,3}?\W+(?:hisobga olma|inobatga olma|bajarma|bekor qil|sinov uchun)\b"
        r"|\b(?:aytilgan|yozilgan|tepadagi|yuqoridagi)\w*\W+(?:\w+\W+){0,3}?(?:unut|esingdan chiqar"
        r"|bekor deb (?:bil|hisobla)|kuchga ega emas)\b",
    ),
    (
        "fields",  # Nobody but an attacker knows the fields of an answer.
        r"\bis injection\b|\brisk(?: score)?\W{0,3}=|\brole\W{1,5}system\b|\bconfidence\W{1,5}[01]"
        r"|\bdepartment(?: id| code)?\W{1,5}[a-z ]{3,25}\W{1,6}confidence\b",
    ),
    (
        "authority",  # *I* am who made thee: singular orders, which no citizen gives an office.
        r"\bya\b.{0,25}\b(?:razrabotchik|sozdatel|vladelets|administrator)\w*.{0,50}\b(?:vklyuchi"
        r"|otklyuchi|podnimi|pokaji|snimi|otkroy)\b|\bmen\b.{0,30}\b(?:dasturchi|yaratuvchi"
        r"|administrator)\w*man\b.{0,60}\b(?:yoq|ochir|ber|korsat|oshir)\b|\bi (?:am|m|built|made)"
        r"\b.{0,25}\b(?:developer|creator|administrator|this system)\b.{0,60}\b(?:switch|turn|drop"
        r"|disable|show|raise|grant)\b",
    ),
    (
        "reveal_start",  # What stands before the message, wherever a prompt is not named.
        r"\b(?:protsitiruy|skopiruy|perechisli|vivedi|pokaji|povtori|zakodiruy|perevedi|prishli)\b"
        r".{0,50}\b(?:pered moim|do etogo soobsheniya|podskazk|svo\w+ (?:instr|pravil|ukazan"
        r"|nachaln)|kotor\w+ (?:tebe|ti) (?:dal|zapush))|\b(?:matnimdan|xabardan|habardan)"
        r" oldin(?:gi)?\b.{0,50}\b(?:keltir|kochir|yoz|korsat|takrorla)|\bseni ishga tushirgan\b"
        r"|\b(?:copy|quote|list|print|translate|encode)\b.{0,40}\b(?:precedes|before)"
        r" (?:mine|my|this)\b|\b(?:prompt|text) you were (?:started|given)",
    ),
    (
        "roles",  # A part to play that is no person's.
        r"\b(?:voydi v|sigray|igray|vjivis v) rol\w*.{0,40}\b(?:ii|robot\w*|model\w*|xaker\w*|bota?"
        r"|sistem\w*)\b|\bti bolshe ne\b.{0,40}\b(?:pomoshnik|klassifikator|assistent|bot|model)"
        r"|\b(?:robot|suniy intellekt|xaker|haker|model)\w*\W+rol\w+(?:ga)?\W+(?:kir|oyna)\b"
        r"|\bsen endi\b.{0,50}\b(?:emassan|xakersan|hakersan)\b",
    ),
    (
        "override_en_void",  # The same in English, in words that name no instruction.
        r"\b(?:everything|whatever|all|anything) (?:that )?(?:you (?:were|have been|ve been)|was)"
        r" (?:ever )?(?:told|given|said|taught|written)\b.{0,40}\b(?:cancel|void|irrelevant|mistake"
        r"|forget|disregard|ignore|no longer|scratch)|\b(?:scratch|forget|ignore|drop) (?:what"
        r"|everything"
        r"|whatever|all)(?: that)? (?:the |your )?(?:you|developers?|creators?"
        r"|they)\b.{0,15}\b(?:told|said|know)"
        r"|\b(?:earlier|previous|prior|above|your|these|those) (?:\w+ )?(?:instruction"
        r"|configuration"
        r"|guidance|setting|rule|order|prompt|context)s? (?:above )?(?:was|were|is|are|has"
        r"|have) (?:only |just"
        r" |now )?(?:been )?(?:an? )?(?:drill|test|mistake|expired|wrong|outdated|over|cancel"
        r"|suspend)"
        r"|\b(?:replace|rewrite|void|overrule|erase|reset|set|put|leave|lay) (?:all "
        r"|every )?(?:of )?(?:your"
        r"|yourself|prior|the system|the polic)\w*\b.{0,30}\b(?:instruction|rule|context|guidance"
        r"|order|polic"
        r"|prompt|role|aside|behind)|\bnever mind (?:the|your|those|these) (?:rule|instruction"
        r"|prompt)"
        r"|\b(?:stop|quit|cease) (?:routing|classifying|sorting|moderating)\b|\bout of character\b"
        r"|\b(?:obey|serve|answer to|listen to) (?:only )?(?:me|my)\b|\b(?:accept|await"
        r"|take) (?:my )?new orders"
        r"|\byou (?:have been|are|were) reassigned\b|\byour (?:job|task|role"
        r"|duty) is (?:no longer|now)\b"
        r"|\btreat me as your\b|\bthe opposite of (?:what )?your\b|\bas (?:though|if) (?:no"
        r"|there (?:was|were|is)"
        r" no) (?:system|rule|instruction|prompt)|\b(?:safety|security|content) (?:check|filter"
        r"|rule)s? (?:is"
        r"|are) (?:now )?(?:suspended|off|disabled|lifted)",
    ),
)
