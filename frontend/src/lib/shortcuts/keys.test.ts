import { describe, expect, it } from "vitest";

import { keyOf, sequenceNext } from "./keys";

const plain = { ctrlKey: false, metaKey: false, altKey: false };

describe("keyOf", () => {
  it("reads the same key under a Cyrillic layout", () => {
    expect(keyOf({ ...plain, key: "о", code: "KeyJ" })).toBe("j");
  });

  it("leaves keys with a modifier to the browser", () => {
    expect(keyOf({ ...plain, ctrlKey: true, key: "e", code: "KeyE" })).toBeNull();
  });

  it("knows signs and ignores keys that move", () => {
    expect(keyOf({ ...plain, key: "/", code: "Slash" })).toBe("/");
    expect(keyOf({ ...plain, key: "ArrowDown", code: "ArrowDown" })).toBeNull();
  });
});

describe("sequenceNext", () => {
  it("joins G and I pressed one after the other", () => {
    const [, start] = sequenceNext(null, "g", 0);
    expect(sequenceNext(start, "i", 900)).toEqual(["g i", null]);
  });

  it("forgets a start that is too old", () => {
    expect(sequenceNext({ key: "g", atMs: 0 }, "i", 1_300)).toEqual(["i", null]);
  });
});
