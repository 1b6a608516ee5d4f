/** Uzbek in Latin letters → in Cyrillic, for texts that we have written ourselves. */

/** Names, marks and keys that stay as they are. */
const KEPT =
  /CivicConnect|Telegram|SMS|PDF|CSV|TOTP|AI|ID|URL|JSON|Ctrl\+\w+|Enter|Esc|https?:\S+|[A-Z]{2}-\d{4}-\d{4}|\b[JKO]\b(?![ʻʼ])/;

/** Words that sound alike in Latin and differ in Cyrillic, by their beginning. */
const WORDS = {
  profil: "профиль",
  militsiya: "милиция",
  ijtimoiy: "ижтимоий",
  litsenziya: "лицензия",
  stansiya: "станция",
  statsionar: "стационар",
  avgust: "август",
  sentabr: "сентябрь",
  oktabr: "октябрь",
  sentyabr: "сентябрь",
  oktyabr: "октябрь",
  autentifikator: "аутентификатор",
  informatsiya: "информация",
  konsultatsiya: "консультация",
  elektron: "электрон",
  elementlar: "элементлар",
};

const PAIRS = { oʻ: "ў", gʻ: "ғ", sh: "ш", ch: "ч", ya: "я", yo: "ё", yu: "ю", ye: "е" };
const LETTERS = {
  a: "а",
  b: "б",
  d: "д",
  f: "ф",
  g: "г",
  h: "ҳ",
  i: "и",
  j: "ж",
  k: "к",
  l: "л",
  m: "м",
  n: "н",
  o: "о",
  p: "п",
  q: "қ",
  r: "р",
  s: "с",
  t: "т",
  u: "у",
  v: "в",
  x: "х",
  y: "й",
  z: "з",
  ʼ: "ъ",
  c: "с",
  w: "в",
};
const VOWELS = "aeiou";

function like(pattern, text) {
  if (
    pattern === pattern.toUpperCase() &&
    pattern !== pattern.toLowerCase() &&
    pattern.replace(/[^A-Za-z]/g, "").length > 1
  )
    return text.toUpperCase();
  const isCapital = pattern[0] !== pattern[0].toLowerCase();
  return isCapital ? text[0].toUpperCase() + text.slice(1) : text;
}

function known(word) {
  const start = Object.keys(WORDS).find((latin) => word.toLowerCase().startsWith(latin));
  if (!start) return null;
  return (
    like(word.slice(0, start.length), WORDS[start]) +
    letters(word.slice(start.length), start.at(-1))
  );
}

/** "yo" before ʻ is й + ў, not ё. */
function pairAt(word, at) {
  const pair = word.slice(at, at + 2);
  const isHalf = pair.toLowerCase() === "yo" && word[at + 2] === "ʻ";
  return isHalf || !PAIRS[pair.toLowerCase()] ? null : pair;
}

function single(letter, previous) {
  const small = letter.toLowerCase();
  const isBeginning = previous === "" || VOWELS.includes(previous.toLowerCase());
  const made = small === "e" ? (isBeginning ? "э" : "е") : LETTERS[small];
  return made === undefined ? letter : like(letter, made);
}

/** `before` is the letter before the part, if it is the end of a word. */
function letters(word, before = "") {
  let made = "";
  let at = 0;
  while (at < word.length) {
    const pair = pairAt(word, at);
    made += pair
      ? like(pair, PAIRS[pair.toLowerCase()])
      : single(word[at], at > 0 ? word[at - 1] : before);
    at += pair ? 2 : 1;
  }
  return made;
}

/** A text without placeholders. */
export function toCyrillic(text) {
  return text
    .split(new RegExp(`(${KEPT.source})`))
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/[A-Za-zʻʼ]+/g, (word) => known(word) ?? letters(word)),
    )
    .join("");
}

const FORM = /^\{\s*(\w+)\s*,\s*(plural|select|selectordinal)\s*,/;

/** An ICU message: names of arguments, keywords of forms and tags stay. */
export function messageToCyrillic(message) {
  let made = "";
  let at = 0;
  while (at < message.length) {
    if (message[at] === "{") {
      const end = closing(message, at);
      made += argument(message.slice(at, end + 1));
      at = end + 1;
    } else if (message[at] === "<") {
      const end = message.indexOf(">", at);
      made += message.slice(at, end + 1);
      at = end + 1;
    } else {
      const next = message.slice(at).search(/[{<]/);
      const end = next === -1 ? message.length : at + next;
      made += toCyrillic(message.slice(at, end));
      at = end;
    }
  }
  return made;
}

function closing(message, from) {
  let depth = 0;
  for (let at = from; at < message.length; at += 1) {
    if (message[at] === "{") depth += 1;
    if (message[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`A brace is not closed: ${message}`);
}

function argument(source) {
  const form = FORM.exec(source);
  if (!form) return source;
  let made = form[0];
  let at = form[0].length;
  while (at < source.length - 1) {
    const open = source.indexOf("{", at);
    if (open === -1) break;
    const end = closing(source, open);
    made += `${source.slice(at, open)}{${messageToCyrillic(source.slice(open + 1, end))}}`;
    at = end + 1;
  }
  return made + source.slice(at);
}

export function messagesToCyrillic(node) {
  if (typeof node === "string") return messageToCyrillic(node);
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, messagesToCyrillic(value)]),
  );
}
