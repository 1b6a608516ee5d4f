import { describe, expect, it } from "vitest";

import {
  codeDigits,
  isWholePhone,
  localDigits,
  localShown,
  phoneMasked,
  secondsUntil,
} from "./rules";

describe("a phone", () => {
  it.each(["901234567", "+998 90 123-45-67", "998901234567", "90 123 45 67 89"])(
    "is read from %s",
    (typed) => expect(localDigits(typed)).toBe("901234567"),
  );

  it("keeps a number that begins like the country code", () => {
    expect(localDigits("998123456")).toBe("998123456");
  });

  it("is shown in groups while it is typed", () => {
    expect(["9", "901", "901234567"].map(localShown)).toEqual(["9", "90 1", "90 123 45 67"]);
  });

  it("is whole with nine digits only", () => {
    expect([isWholePhone("90123456"), isWholePhone("901234567")]).toEqual([false, true]);
  });

  it("is masked but for its ends", () => {
    expect(phoneMasked("901234567")).toBe("+998 90 ••• •• 67");
  });
});

describe("a code", () => {
  it("is read with spaces and dashes", () => {
    expect(codeDigits(" 123-456 ")).toBe("123456");
  });
});

describe("a countdown", () => {
  it("ends at none", () => {
    expect([secondsUntil(1_500, 1_000), secondsUntil(500, 1_000)]).toEqual([1, 0]);
  });
});
