"""Rules for English orders, read by how they are built rather than by their nouns.

An order breaks off the task or puts itself above what was said before, and names what to answer
instead; or it asks for what only the model was given.  Nobody writes to a district in English, so
each rule needs both parts: *instead*, *above* or *your rules* alone are everybody's words.
"""

from typing import Final

# ruff: noqa: ISC004  # a pattern takes several lines; each rule is one pair

_PRINT = (
    r"(?:print|output|echo|say|reply|respond|answer|write|return|repeat|translate|tell me|give me)"
)
_WORK = (
    r"(?:classif|rout|sort|summari[sz]|translat|moderat|categori[sz]|analy[sz]|evaluat|answer)"
    r"(?:y|e|es|ing|ying)?\b"
)
_TASK = (
    r"(?:task|job|request|question|instruction|conversation|classification|routing|summary|text"
    r"|message|prompt|analysis|translation)s?"
)
_TOLD = (
    r"(?:instruction|prompt|rule|directive|guideline|guidance|command|constraint|restriction"
    r"|limitation|polic|order|safeguard|filter|programming|configuration)\w*"
)
_KEPT = (
    r"(?:password|pass ?phrase|pass ?code|secret(?: (?:key|word|code|phrase|message))?"
    r"|(?:access|admin|api|master) (?:key|code|token))"
)
_CHIEF = (
    r"(?:admin\w*|developer|engineer|owner|boss|ceo|manager|creator|auditor|supervisor"
    r"|expert|researcher|operator)"
)
ENGLISH: Final = (
    (
        "en_break_off",  # What was to be done is broken off for another answer.
        rf"\b(?:stop|abort|halt|quit|skip|drop|pause|leave|refuse)(?: to do)?\b(?: \w+){{0,3}}?"
        rf" (?:doing|{_TASK}|everything|{_WORK})\b.{{0,40}}?(?:\b(?:and|then|just|instead|now)\b"
        rf"|[.:;!])\W*(?:just |only |simply |then )?(?:{_PRINT}|execute|act|sing)\b"
        rf"|\b(?:instead of|rather than)\W+(?:(?:the|this|that|what|my|any)\W+)*(?:above|{_WORK}"
        rf"|{_TASK}|following|(?:was|is) (?:asked|said|written))\b.{{0,40}}?\W(?:just )?{_PRINT}\b"
        rf"|\b(?:dont|do not|never|no need to) (?:(?!answer){_WORK}|answer (?:the|this|that|any)"
        rf"|do (?:that|this|it|what|your)|follow)\b.{{0,50}}?(?:\W(?:just|simply|only|instead)"
        rf"|[.:;!,])\W+{_PRINT}\b|\b(?:dont|do not|never) (?:{_WORK}|do|follow)\b.{{0,40}}?\W"
        rf"{_PRINT}\b.{{0,60}}\binstead\b"
        rf"|\b(?:change of plans?|scratch that|(?:cancel|forget|never mind)"
        rf" (?:that|it all|all (?:that|this)))\b.{{0,40}}?\b(?:{_PRINT}|what i (?:really )?want is"
        rf"|you (?:will|must|are))\b",
    ),
    (
        "en_above_void",  # The text before is a joke; the real one begins here.
        r"\b(?:nothing|none|no part)\b.{0,12}\b(?:above|before|earlier)\b.{0,25}\b(?:matter|count"
        rf"|appl|holds?|valid|real)|\b(?:everything|anything|{_TASK}|all|part) (?:written |said )?"
        r"(?:above|before this|up to (?:here|now|this)|until now|so far)\b.{0,20}\b(?:was|is|were"
        r"|are|has been) (?:just |only |merely |all )?(?:an? )?(?:example|test|joke|drill|sample"
        r"|fake|void|practice|irrelevant|over|finished|cancel\w*)|\bthe (?:real|actual|true) "
        rf"{_TASK} (?:is|are|starts?|begins?|follows?|comes?)\b",
    ),
    (
        "en_rank",  # It stands above whatever else was ordered.
        r"\b(?:this|these|the following|my|user)\b.{0,25}\b(?:supersedes?|overrides?|outranks?"
        r"|overrules?|prevails? over|takes? (?:precedence|priority) over)\W+(?:\w+ ){0,2}?(?:any"
        rf"|all|every|other|everything|anything|system|developer|your|{_TOLD})\b"
        rf"|\b{_TOLD}\W+(?:\w+ )?(?:has|have|with|of|takes?|is) (?:the )?(?:highest|top|absolute"
        r"|maximum|utmost) (?:priority|precedence|authority)\b"
        r"|\b(?:superseded|overridden|overruled|replaced) by (?:these|this|mine|the following)\b"
        r"|(?:^|[.!?] |\b(?:admin\w*|system|priority|emergency|manual) )override\W*(?:[:!]"
        r"|code\b|mode\b|protocol\b|key\b)",
    ),
    (
        "en_whatever",  # One answer, whatever the text is.
        r"\b(?:whatever|no matter what|(?:regardless|irrespective) of (?:what|the (?:content|text"
        r"|message|input|question|topic))|contrary to what|despite what)\b.{0,45}?\b(?:always"
        rf"|only|just|simply|you must)? ?(?:{_PRINT}|choose|pick|select|set|classify|label)\b",
    ),
    (
        "en_void_yours",  # Its rules or its memory are taken away by who has no say in them.
        rf"\b(?:revoke|lift|remove|waive|suspend|annul|discard|overlook|abolish|nullify)\b"
        rf"(?: \w+){{0,3}}? {_TOLD}\b.{{0,25}}\b(?:you|your)\b"
        r"|\b(?:clear|wipe|reset|purge|flush|empty|erase|delete) (?:your(?:self)?|all your)\b"
        r"(?: \w+)? ?(?:memory|context|mind|history|state|instructions?|self)?\b(?! (?:hands|desk"
        r"|office|books))|\b(?:release|free|relieve) you (?:from|of)\b"
        rf"|\b(?:set|put|leave|lay|push|cast)(?: \w+){{0,2}}? {_TOLD} (?:to one side|aside|behind)"
        r"|\b(?:overlook|disregard|ignore|forget|bypass) (?:\w+ ){0,3}?(?:(?:system|developer"
        r"|hidden|initial) (?:message|note|text|setup|context|role)|(?:everything|anything|all"
        r"|whatever) (?:you|else|that (?:came|was|stands)))\b"
        r"|\b(?:ignore|disregard|overlook) (?:the|this) (?:users|user) \w+|\b(?:ignore|disregard"
        r"|forget|discard) (?:all |any |the )?(?:prior|previous|earlier|preceding|above) (?:inputs?"
        r"|contexts?|conversations?|texts?|tasks?|dialogs?|responses?)\b"
        rf"|\byou (?:do not|dont|neednt|need not|no longer) (?:have to |need to |must )?(?:follow"
        rf"|obey|comply|respect|apply)\b(?: \w+){{0,3}}? {_TOLD}"
        r"|\bopposite of (?:what|everything|all|anything)\b.{0,12}\byou\w*\b"
        r"|\b(?:start|begin|open) (?:a |an )?(?:new|fresh|blank|clean) (?:session|chat"
        r"|conversation|context|persona)\b|\bwith no (?:rules|filters|limits|restrictions) (?:in"
        r" (?:place|force|effect)|at all)\b",
    ),
    (
        "en_master",  # Another master than its maker.
        r"\b(?:developer|creator|maker|owner)s? (?:no longer|cannot|can not|does not|do not|doesnt"
        r"|dont) (?:\w+ ){0,2}you\b|\b(?:act|rely) (?:only )?on my (?:words?|orders?|commands?)\b"
        r"|\b(?:comply|follow|obey|listen)\b.{0,30}\b(?:user|me|my)\b.{0,20}\b(?:not|instead of"
        r"|rather than|over) (?:\w+ )?(?:the )?(?:developer|system|creator|owner|maker|polic)",
    ),
    (
        "en_this_only",  # A canned answer.
        r"\b(?:print|output|echo|say|reply|respond|write|answer|return)\b.{1,40}\band nothing"
        r" (?:else|more)\b|\b(?:respond|reply|answer|speak|talk) (?:only|just|solely|exclusively)"
        r" (?:with|in)\b|\b(?:print|output|echo|return|respond with|reply with) (?:only )?(?:the"
        r" |exactly )?(?:word|phrase|string|text|sentence|token)\b"
        r"|\bfrom now on\W+(?:you (?:will|must|shall|are|have to|should|can|answer|respond|obey"
        r"|do)|respond|reply|answer|speak|only|always)\b",
    ),
    (
        "en_secret",  # A password that a model keeps, asked for or to be spelled in disguise.
        r"\b(?:whats|what is|tell|give|say|spell|write|type|show|reveal|share|disclose|encode"
        r"|output|print|repeat|provide|hint|need|know)\b(?:\W+\w+){0,3}?\W+(?:your|the secret"
        rf"|the hidden) {_KEPT}\b|\b(?:spell|encode|write|say|print|output|type|translate"
        rf"|reverse|repeat|hide)\b(?: out| down| me)? (?:the|that|this|your) {_KEPT}\b.{{0,50}}"
        r"\b(?:back\w*|revers\w+|letters?|leet\w*|base ?64|emojis?|poem|story|song|spaces?|hyphens?"
        r"|dash\w*|acrostic|morse|rot13|characters?|cipher|vowels?|binary|json|vertical\w*"
        rf"|rhym\w+)\b|\bhint\b.{{0,20}}\b{_KEPT}\b"
        r"|\b(?:whats|what is|tell me|give me|provide|say|reveal) (?:the|your) password(?: now"
        r"| please)?\W*(?:[.?!]|$)"
        rf"|\b(?:i am|im|i m|as) (?:\w+ ){{0,3}}?{_CHIEF}\b.{{0,80}}\b(?:your|the) (?:{_KEPT}"
        rf"|system prompt|credentials?|{_TOLD})\b",
    ),
    (
        "en_before_me",  # What the model was told before this message.
        r"\b(?:repeat|paste|copy|print|output|show|display|quote|recite|encode|spell|reproduce|translate"
        r")\b(?:\W+\w+){0,4}?\W+(?:(?:text|words?|sentences?|lines?|conversation|everything|all"
        r"|instructions?)(?: that is| written| text)? (?:above|so far|before this|preceding"
        r"|verbatim|in this (?:chat|conversation))|(?:above|previous|preceding|prior|initial"
        r"|hidden) (?:text|words?|sentences?|lines?|prompt|conversation|context|instructions?))\b"
        r"|\b(?:what|which|everything|anything|all|first \w+)\b.{0,20}?\b(?:were|have|are) you"
        r" (?:been )?(?:told|given|instructed|configured|programmed|forbidden|prohibited|(?:not"
        r" )?(?:allowed|permitted|supposed) to (?:say|tell|reveal|share|mention|discuss))\b"
        r"|\b(?:sentence|words?|thing|everything|text|instructions?|message) you were (?:told"
        r"|given|configured|sent)\b|\b(?:say|said|tell|told|give|gave) (?:to )?you (?:at the"
        r" (?:very )?(?:start|beginning|outset)|before (?:i|this|we)\b|initially|first)"
        r"|\b(?:summari[sz]e|translate|rephrase|paraphrase|describe|list|explain) your (?:\w+ )?"
        r"(?:instructions?|prompt|rules|guidelines|configuration|directives?)\b"
        r"|\b(?:your|the) (?:system|initial|original|hidden|starting) prompt\b"
        r"|\b(?:share|show|print|output|reveal|dump) (?:me )?(?:the|your) (?:hidden|system|current"
        r"|internal|initial) (?:config\w*|settings?|context)\b|\byour context window\b",
    ),
    (
        "en_unwrap",  # A parcel that is to be opened and obeyed.
        r"\b(?:decode|decrypt|decipher|unscramble|unpack|translate)\b.{0,70}\b(?:do|follow|execute"
        r"|obey|run|act on|comply with|carry out)\b.{0,25}\b(?:it|says|said|inside|within|command"
        r"|result|instructions?)\b",
    ),
    (
        "en_own_things",  # Its guidelines, tools and makers: nobody asks an office for those.
        r"\b(?:recite|reveal|state|type|give|quote|copy|show|print|output|tell|describe|list|leak)"
        r"\b(?: me)?(?: all| the \w+)?(?: of)? (?:your (?:\w+ )?"
        r"(?:instructions?|prompt|rules|guidelines?|tools|functions|configuration|directives?"
        r"|setup|context|history|preamble|system message)|the"
        r" preamble|the (?:internal|hidden|secret|confidential) (?:rules|instructions?|notes?"
        r"|guidelines?|messages?|prompt))\b|\b(?:my|your|the) system message (?:says|reads|is)\b"
        r"|\bhow were you (?:set up|configured|programmed|instructed)|\bwhat (?:did|do|have) your"
        r" (?:creators?|developers?|makers?)\b|\b(?:text|words?|everything|what)\b.{0,18}"
        r"\b(?:comes?|came|stands?|written|is|was) before (?:my|this|the first)\b"
        r"|\bmessages in your history"
        rf"|\b(?:rhym\w+|synonym|anagram|riddle|first letter)\b.{{0,20}}\b{_KEPT}\b"
        r"|\bdoes the password (?:start|begin|contain|end)\b|\b(?:act|behave|function) as (?:an? )?"
        r"(?:\w+ )?(?:terminal|shell|interpreter|compiler|console)\b",
    ),
    (
        "en_lifted",  # Somebody says that nothing binds it any more.
        rf"\b(?:all|your|former|prior|previous|earlier|any)\b(?: \w+)? {_TOLD}\b.{{0,12}}\b(?:are"
        r"|is|were|was|have been|has been|as|ended)\b ?(?:hereby |now |all )?(?:deleted|withdrawn"
        r"|lifted|removed|off\b|gone\b|revoked|disabled|ended|with the last)|\byour rules ended\b"
        rf"|\bconsider (?:all|any|your) (?:\w+ )?{_TOLD} \w+|\byou are (?:no longer|not) an?"
        r" (?:\w+ )?(?:classifier|assistant|bot|router|model|ai|moderator)\b"
        r"|\b(?:disobey|defy) (?:your|the)\b"
        r"|\bbreak your (?:own )?rules\b|\byou (?:have been|are|were) (?:hacked|jailbroken|hijacked"
        r"|liberated)\b|\byour memory (?:has been|was|is)\b|\b(?:bypass|disable|circumvent|skip)"
        r" (?:the |all |any |your )*(?:moderation|filters?|safety|guardrails?|safeguards?|checks)\b"
        rf"|\bstop following (?:the|your|those|any) {_TOLD}"
        r"|\b(?:let us|lets) (?:just )?(?:pretend|imagine|suppose)\b.{0,30}\b(?:instruction|rule"
        r"|prompt|restriction)|\bi (?:order|command|authori[sz]e) you to\b",
    ),
    (
        "en_new_task",  # Another task, another part.
        r"\bnew (?:task|policy|objective|mission|goal|orders?)\W*:|\b(?:switch|change|move) to (?:a"
        r" |another )?(?:different |new |other )?task\b|\byour task now\b|\b(?:discontinue|abandon"
        r"|quit|leave|drop) (?:the|your) (?:\w+ )?role\b|\b(?:ignore|skip|disregard) the rest of"
        r" (?:the|this) (?:message|text|prompt|conversation)|\bend of (?:user )?(?:input|prompt"
        r"|document)\b|\btreat the (?:text|message|content) (?:above|below|before)\b",
    ),
    (
        "en_verdict",  # What to write into the answer about this very text.
        r"\bmark (?:this|it)(?: message| text)? as (?:safe|harmless|approved|clean|benign)\b"
        r"|\b(?:classify|label|route) (?:this|it|me|my)\b.{0,30}\b(?:no matter|regardless|whatever)"
        r"|\b(?:answer|say|reply) \W?\w+\W? to (?:whatever|everything|anything)\b|\b(?:in|into) the"
        r" (?:reason|department|confidence|risk|summary) (?:field|score)\b|\bwhen you"
        r" (?:summari[sz]e|classify|process)\b.{0,30}\b(?:say|add|write|include|mention"
        r"|state|mark|put)\b|\b(?:do not|dont|stop) (?:process|analy[sz]e|classify|moderate"
        r"|evaluate|screen|flag)\w* (?:the|this|it)\b|\b(?:attention|hey) (?:language model"
        r"|ai|llm|chatbot|assistant|bot|model)\b|\bany (?:ai|model|llm|assistant|bot)\b.{0,12}"
        r"\b(?:reading|processing|parsing)\b",
    ),
)
