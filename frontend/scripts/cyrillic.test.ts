import { describe, expect, it } from "vitest";

import { messageToCyrillic, toCyrillic } from "./cyrillic-rules.mjs";

describe("Uzbek in Cyrillic", () => {
  it.each([
    ["Oʻzbekiston", "Ўзбекистон"],
    ["yoʻl, yoz, yer, ekin, poezd", "йўл, ёз, ер, экин, поэзд"],
    ["Shahar, CHOY, maʼlumot", "Шаҳар, ЧОЙ, маълумот"],
    ["ijtimoiy gʻamxoʻrlik", "ижтимоий ғамхўрлик"],
    ["SMS va Telegram, YD-2611-0042", "SMS ва Telegram, YD-2611-0042"],
    ["O – oʻchirish, J va K", "O – ўчириш, J ва K"],
  ])("%s", (latin, cyrillic) => expect(toCyrillic(latin)).toBe(cyrillic));

  it("leaves arguments, forms and tags of a message alone", () => {
    const message = "<b>{count, plural, one {# kun} other {# kun qoldi}}</b> {name} uchun";
    const made = "<b>{count, plural, one {# кун} other {# кун қолди}}</b> {name} учун";
    expect(messageToCyrillic(message)).toBe(made);
  });
});
