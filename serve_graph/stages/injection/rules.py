"""Rules that name an attack, in Uzbek, Russian, English and a little of others, on canonical text.

Canonical text is folded Latin without apostrophes, so one pattern serves Uzbek in both scripts, and
Russian stands in its transliteration (*игнорируй* is *ignoriruy*).  What a citizen may ask of an
office (forget my earlier application, show the plan, cancel an appointment) is no object here, and
nothing looks at *dan* alone, which is a suffix in Uzbek.
"""

import re
from typing import Final

from serve_graph.stages.injection.english import ENGLISH
from serve_graph.stages.injection.orders import GAP, ORDERS, TOLD_UZ
from serve_graph.stages.injection.singular import SINGULAR

# ruff: noqa: ISC004  # a pattern takes several lines; each rule is one pair

_TOLD_RU = (
    r"(?:instruktsi|ukazani|pravil[ao]?\b|komand[iy]|promt|prompt|ogranicheni|ustanovk"
    r"|filtr)\w*"
)
_LIFT_RU = r"(?:otmeni|obnuli|udali|snimi|otklyuchi)(?:te)?"
_TOLD_EN = (
    r"(?:instruction|prompt|rule|directive|guideline|command|constraint|restriction|polic"
    r"|programming|training)\w*"
)
_RULES: Final = (
    (
        "override_ru",  # Citizens ask to lift limits (of traffic) and not to forget rules.
        r"(?<!\bne )\b(?:ignoriruy|proignoriruy|zabud|otbros|narush|ne sleduy|ne slushay"
        rf"|ne soblyuday)(?:te)?\b{GAP}{_TOLD_RU}"
        rf"|\b{_LIFT_RU}\b(?:\W+\w+){{0,2}}?\W+(?:svo[iy]|tvo[iy]|sistemn)\w*\W+(?:\w+\W+)?"
        rf"{_TOLD_RU}"
        rf"|\b{_LIFT_RU}\b(?:\W+\w+){{0,3}}?\W+(?:instruktsi|promt|prompt)",
    ),
    (
        "override_ru_all",
        r"\b(?:ignoriruy|zabud)(?:te)?\b(?:\W+(?:pro|obo?))?\W+(?:vse"
        r"|vsyo)\W+(?:\w+\W+){0,3}(?:vishe|skazan|napisan|govorili|znal|bilo|predidush)\w*",
    ),
    (
        "override_uz",
        r"(?:oldingi|avvalgi|yuqoridagi|yukoridagi|barcha|hamma|xamma|tizim"
        rf"|boshidagi)\b{GAP}?{TOLD_UZ}{GAP}(?:unut|etiborsiz|mensima|etibor berma|bekor qil"
        r"|buz|amal qilma|yoq deb|rioya qilma|tashla)",
    ),
    (
        "override_en",
        rf"\b(?:ignore|disregard|forget|override|bypass|neglect|skip|drop)\b{GAP}{_TOLD_EN}"
        r"|\b(?:cancel|erase|delete|discard|abandon|dismiss|revoke|reset|wipe|clear|suspend"
        r"|(?:set|put) aside|throw (?:away|out)|pay no (?:attention|heed) to"
        r"|(?:do not|dont|never|stop) (?:follow|obey|listen|comply|apply)\w*)(?: \w+){0,3}?"
        r" (?:your|previous|prior|above|earlier|preceding|initial|original|system|developer)"
        rf"(?: \w+){{0,2}}? {_TOLD_EN}",
    ),
    (
        "override_en_all",
        r"\b(?:ignore|disregard|forget)\W+(?:all|everything"
        r"|anything)\W+(?:\w+\W+){0,3}(?:above|before|previous|prior|said|told|learned|know)",
    ),
    (
        "override_task",  # What was said before is void, something else is the task.
        r"\byour (?:new|real|only|actual|true) (?:task|goal|instruction|job|purpose|role"
        r"|objective|mission)\w*\b|\b(?:previous|prior|above|earlier|old|original) (?:instruction"
        r"|prompt|order|direction|rule|guideline|command)s?\b.{0,30}\b(?:void|cancel\w*|obsolete"
        r"|invalid|revoked|superseded|no longer|do not apply|dont apply)\b"
        r"|\b(?:ignore|disregard|forget)\W+(?:all of )?(?:the )?(?:above|preceding|foregoing)\b"
        r"|\bstop (?:being|acting as|following)\b.{0,40}(?:assistant|classifier|router|instruction"
        r"|rule|prompt)|\binstead\W+(?:just |only )?(?:say|print|output|reply|respond with)\b"
        r"|\bne obrashay(?:te)? vnimaniya na .{0,20}(?:sistemn|instruktsi|promt|ukazani)"
        r"|\b(?:otmeni|snimi|otklyuchi)(?:te)? (?:vse )?(?:politik\w+ bez|filtr\w+ bez"
        r"|ogranicheni\w+ (?:model|bezop))|\btvo(?:ya|yo|e) (?:nov(?:aya|oe) )?(?:zadacha|zadanie)"
        r" (?:teper|otnine)|\b(?:sening|endi) (?:yangi|haqiqiy|asl) (?:vazifang|roling)",
    ),
    (
        "new_orders",
        r"\b(?:noviye? instruktsi|novaya instruktsiya|new instructions?\b\W*:"
        r"|yangi (?:korsatma|yoriqnoma|buyruq)\w*\W*:)",
    ),
    (
        "persona_ru",
        r"\b(?:ti teper|otnine ti|teper ti|s etogo momenta (?:ti|dlya tebya)"
        r"|predstav,? chto ti|pritvoris|dlya tebya net|ti assistent)\b.{0,60}(?:bez (?:pravil"
        r"|ogranich|filtr|tsenzur)|dan\b|ii\b|net (?:nikakix )?(?:pravil|ogranich|zapret)"
        r"|vipolnya\w+|obyazan|ne priznay\w+)",
    ),
    (
        "persona_uz",
        r"\b(?:sen (?:endi|hozir|xozir)|endi sen|bundan buyon sen|ozingni|uzingni"
        r"|rolingni)\b.{0,80}(?:dansan|rejim\w*|cheklov\w*|chekl\w*siz|filtrsiz|qoida\w*"
        r"|koida\w*|taqiq\w*|takik\w*|suniy intellekt|senzura\w*|unut|ozod\w*)",
    ),
    (
        "persona_en",
        r"\b(?:you are now|you re now|youre now|act as|pretend|roleplay|simulate"
        r"|from now on you)\b.{0,80}(?:\bdan\b|unrestrict|no (?:restrict|rules|filter|limit"
        r"|ethic)|without (?:any )?(?:restrict|rules|filter|limit|censor)|jailbr"
        r"|developer mode|uncensored|do anything|evil|unfiltered)",
    ),
    (
        "mode",
        r"\b(?:developer|dan|jailbreak|god|sudo|admin|unrestricted|debug) mode\b"
        r"|\brejim\w* (?:razrabotchik|administrator|otladk|dan\b|naoborot)|\b(?:dasturchi"
        r"|ishlab chiquvchi|administrator) rejimi",
    ),
    (
        "reveal_ru",
        r"\b(?:pokaji|vivedi|nazovi|raskroy|povtori|napishi|soobshi|skopiruy|pereskaji|vidai?"
        r"|opublikuy)(?:te)?\b.{0,60}(?:sistemn\w+ (?:prom|soobsh|instr|podskaz)"
        r"|svo\w+ (?:prom|instr|sistemn|pravil|nastroy)|skrit\w+ (?:prom|instr)|slov\w* svoego"
        r"|(?:iznachaln|pervonachaln)\w+ (?:prom|instr))",
    ),
    (
        "reveal_uz",
        r"(?:tizim\w* (?:prompt|xabar|yoriq|korsat|yurik|kursat)|yashirin (?:prompt|korsat"
        r"|yoriq)|maxfiy (?:prompt|korsat|yoriq)|prompting|yoriqnomalaring|korsatmalaring"
        r"|kursatmalaring|yuriknomalaring)\w*.{0,60}(?:ayt|korsat|kursat|yoz|oshkor|chiqar"
        r"|takrorla|ber\b)",
    ),
    (
        "reveal_en",
        r"\b(?:reveal|show|print|repeat|output|display|tell|give|leak|dump|return|write"
        r"|what (?:is|are|was|were))\b.{0,50}(?:(?:system|initial|hidden|secret|original"
        r"|your) (?:prompt|instruction|message|password|secret|rule|key|directive)"
        r"|system ?prompt|(?:words|text|everything) above)",
    ),
    (
        "markup",
        r"<\|?(?:im_start|im_end|system|endoftext|start_header_id|eot_id)\|?>|\[/?(?:system"
        r"|inst|sys|admin|assistant)\]|<</?sys>>|</?system>|\b(?:system"
        r"|assistant)\W*:\W*(?:ignore|you|override|new|grant)|###\W*(?:system|instruction"
        r"|end of|new|admin)|--+\W*(?:end of|system|begin)\b|(?:^|\W)(?:sistema|tizim"
        r"|system)\W?:\W*(?:teper|foydalanuvchi|polzovatel|sen\b|ti\b|user)",
    ),
    (
        "judge_me",
        r"(?:klassifikator\w*|assistent\w*|modelga|botga|yordamchiga|bot|classifier|assistant"
        r"|dlya ii)\b.{0,80}(?:uveren\w+ 1|ishonch\w* 1|confidence|pervogo kandidata"
        r"|birinchi nomzod|ne (?:slushay|sravnivay)|chiqar\w* 1|return|belgila|vernite?|vern\w"
        r"|ignoriruy|etiborsiz)|(?:confidence|uverennost\w*|ishonch darajasi\w*)\W+(?:na\W+"
        r"|=\W*|:\W*)?(?:1\.0|100|0\.99)",
    ),
    (
        "answer_only",
        r"\b(?:otvechay|otvet|vivedi|napishi) (?:tolko|lish) .{0,3}(?:[a-z]+[-_][a-z]+|slov)"
        r"|faqat .{0,30}deb javob ber|(?:respond|reply|answer"
        r"|say) (?:only )?with .{0,40}(?:ok\b|pwned|hacked|exact)",
    ),
    (
        "exfiltrate",
        r"\b(?:soberi|otprav|pereshli|skin|vigruzi|viday|sley)(?:te)?\b.{0,80}(?:api|klyuch\w*"
        r"|parol\w*|baz[au]\w* (?:klient|grajdan|dann)|vneshn\w+ adres|[\w.]+@\w|https?:)"
        r"|\b(?:send|post|exfiltrate|upload|forward|email)\b.{0,80}(?:https?:|[\w.]+@\w"
        r"|api key|password|secret|conversation|credential)|(?:api kalit|parol"
        r"|fuqarolar\w* (?:telefon|pochta|malumot))\w*.{0,60}(?:yubor|junat|jonat)",
    ),
    (
        "no_limits",
        r"\b(?:otvechay|otvet|rabotay|rabotaesh|vipolnyay|prodoljay|napishi"
        r"|govori)\w*\b.{0,60}\bbez (?:\w+ ){0,2}(?:filtrov|ogranicheniy|tsenzuri|pravil"
        r"|otkazov)\b|\b(?:answer|respond|reply|write|act|operate"
        r"|continue)\b.{0,60}\b(?:without|no) (?:any )?(?:filters?|restrictions?|censorship"
        r"|limits|limitations)\b|\b(?:filtrsiz|senzurasiz|cheklovsiz|cheklovlarsiz"
        r"|taqiqsiz)\b.{0,40}\b(?:javob|davom|yoz|gapir|ishla)|\b(?:sen"
        r"|siz)\w*\b.{0,40}\b(?:filtrsiz|senzurasiz|cheklovsiz)",
    ),
    (
        "to_the_machine",
        r"\b(?:dlya|vnimanie,?|zametka dlya|soobshenie dlya) (?:bota|modeli|neyroseti"
        r"|assistenta|ii)\b|\besli (?:eto|ti) (?:chitaet|iskusstvenn|bot|model|ii\b)(?!.{0,30}"
        r"(?:jivo|chelovek|sotrudnik|operator))"
        r"|\b(?:botga|modelga|suniy intellektga|yordamchiga) (?:eslatma|buyruq|topshiriq"
        r"|xabar)|\boqiyotgan (?:bot|model|suniy)|\b(?:note|message|instruction)s? (?:to"
        r"|for) (?:the |any )?(?:bot|model|ai|assistant|llm)\b|\bif you are an? (?:ai|llm"
        r"|language model|assistant)\b",
    ),
    (
        "new_master",
        r"\b(?:pravila|usloviya) (?:teper )?(?:ustanavlivayu|zadayu|diktuyu) ya\b"
        r"|\bpodchinyay(?:sya|tes)(?: tolko)? (?:mne|emu)\b|\bfaqat (?:mening"
        r"|menga) \w*\W?(?:gapimga |buyrugimga )?(?:boysun|quloq sol|itoat)|\b(?:direktiva"
        r"|directive)\b.{0,40}(?:otmenyaet|supersede|override|replace)"
        r"|\b(?:comply with|obey|execute|carry out)\b.{0,20}\b(?:every|each|all|any|only)\b.{0,30}"
        r"\b(?:requests?|orders?|commands?|instructions?|prompts?)\b"
        r"|\b(?:developer|system) (?:message|instruction|prompt)s?\b.{0,40}\b(?:compromised|fake"
        r"|outdated|invalid|obsolete)\b",
    ),
    (
        "every_answer",  # What a planted note wants: a mark in all that is answered from now on.
        r"\b(?:append|include|add|insert|repeat|put|begin|start|end)\b.{0,90}\b(?:your|every|each"
        r"|all|any)(?: \w+){0,2} (?:reply|replies|response|answer|output|summary)"
        r"|\b(?:dobavlyay|dobav|pripishi|vstav|vstavlyay|povtoryay|nachni|nachinay|zakanchivay)"
        r"(?:te)?\b.{0,80}\b(?:kajd\w+|svo\w+|lyub\w+|vseh|konets|kontse) (?:\w+ )?otvet\w*"
        r"|\bnachni(?:te)? (?:svoy )?otvet so?\b|\b(?:har bir|xar bir|barcha|hamma) javob\w*.{0,60}"
        r"\b(?:qosh|kosh|yoz|boshla|takrorla|tugat)(?:ing|gin|ib qoy)?\b"
        r"|\b(?:am ende|zu beginn) (?:jeder|deiner) antwort|\bher yan\w+ (?:sonuna|basina)"
        r"|\bal final de (?:cada|cualquier|toda) respuesta|\ba la fin de (?:chaque|toute) reponse",
    ),
    (
        "tool_call",  # An order to a program with tools, before it answers.
        r"\b(?:call|run|execute|invoke|trigger)\b.{0,80}\bbefore (?:you )?(?:answer|respond|reply)"
        r"|\bsave (?:this|it|the following)\b.{0,40}\b(?:to|in|into) (?:your )?memory"
        r"|\bvizovi(?:te)? (?:funktsiyu|instrument|metod)|\bfunksiya\w* chaqir",
    ),
    (
        "freed",  # A second self that nothing binds.
        r"\b(?:free|freed|liberated|released|exempt)\b.{0,25}\b(?:of|from)\b.{0,30}"
        r"(?:restriction|filter|rules|guideline|censor|polic)"
        r"|\b(?:never|can ?not|must not) (?:refuse|reject|decline)\w*\b.{0,60}"
        r"(?:request|answer|question|anything|user|prompt|respon)"
        r"|\b(?:amoral|uncensored|unfiltered|unhinged|jailbroken)\b.{0,60}\b(?:ai|bot|chatbot"
        r"|assistant|model|persona|character|respon\w+|answer\w*)\b|\bdo anything now\b"
        r"|\bstay in character\b|\b(?:rules|policies|guidelines|restrictions)\b.{0,30}"
        r"\b(?:dont|do not|no longer) apply\b.{0,30}\byou\b"
        r"|\b(?:ti|vi) (?:bolshe |teper )?svobod(?:en|na|ni) ot\b.{0,30}(?:pravil|ogranich|filtr)"
        r"|\b(?:plyuyot|plyuet|naplevat) na filtr|\b(?:qoida|koida|chekl|filtr)\w*dan"
        r" (?:ozod|xoli|holi)san\b|\bhech (?:qaysi|kaysi|qanday|kanday) filtr",
    ),
    (
        "other_languages",
        r"(?:ignorier|vergiss|missacht|umgeh)\w*\b.{0,40}(?:anweisung|regel|richtlinie|vorgabe)"
        r"|neue anweisung\w*\W*:|\b(?:keine|ohne)(?: \w+){0,2} (?:regeln|richtlinien|einschrankung"
        r"|einschränkung|filter|zensur)|\buneingeschrankt\b|\buneingeschränkt\b"
        r"|(?:oublie|ignore|ne tiens pas)\w*\b.{0,40}(?:instruction|consigne|regle|règle)"
        r"|\bsans (?:aucune? )?(?:restriction|filtre|limite|regle|règle|censure)"
        r"|(?:olvida|ignora|omite|dimentica)\w*\b.{0,40}(?:instruccion|istruzion|regla|regole)"
        r"|\b(?:sin|senza)(?: \w+)? (?:restric|restriz|filtro|filtri|censura|reglas|regole)"
        r"|(?:talimat|kural|kisitlama|politika|yonerge|sinirlama)\w*.{0,40}(?:yok say|unut"
        r"|gormezden|uyma|goz ardi|iptal|gechersiz|kaldir|muaf|tersini|devre dishi|sifirla)"
        r"|(?:rolünü|rolunu) unut"
        r"|\b(?:filtresiz|sinirsiz|kisitlamasiz|sansürsüz)\b|\bkisitlama olmadan\b"
        r"|(?:gizli|sistem) (?:sistem )?(?:komut|talimat)\w*"
        r"|(?:忽略|无视|忘记|忘掉).{0,12}(?:指令|提示|规则|内容)|系统提示词?|没有任何限制"
        r"|تجاهل.{0,20}التعليمات|بلا قيود"
        r"|دستور.{0,20}نادیده",
    ),
)
_ALL: Final = (*_RULES, *ORDERS, *ENGLISH, *SINGULAR)
_COMPILED: Final = tuple((name, re.compile(pattern)) for name, pattern in _ALL)
NAMES: Final = tuple(name for name, _ in _COMPILED)


def rules_matched(canonical_text: str) -> tuple[str, ...]:
    """Return the names of the rules that match."""
    return tuple(name for name, pattern in _COMPILED if pattern.search(canonical_text))
