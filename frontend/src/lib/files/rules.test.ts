import { describe, expect, it } from "vitest";

import { BYTES_MAX, fileProblem, FILES_MAX, sizeOf } from "./rules";

const PHOTO = { name: "pit.jpg", size: 1_000, type: "image/jpeg" };

describe("a file", () => {
  it("may be a photo or a document", () => {
    expect(fileProblem(PHOTO, 0)).toBeNull();
    expect(fileProblem({ ...PHOTO, type: "application/pdf" }, FILES_MAX - 1)).toBeNull();
  });

  it("is refused with the reason", () => {
    expect(fileProblem({ ...PHOTO, type: "image/svg+xml" }, 0)).toBe("kind");
    expect(fileProblem({ ...PHOTO, size: BYTES_MAX + 1 }, 0)).toBe("size");
    expect(fileProblem({ ...PHOTO, size: 0 }, 0)).toBe("empty");
    expect(fileProblem(PHOTO, FILES_MAX)).toBe("many");
  });

  it("has a size that people say", () => {
    expect([sizeOf(10), sizeOf(900_000), sizeOf(2_500_000)]).toEqual([
      { unit: "kb", value: 1 },
      { unit: "kb", value: 879 },
      { unit: "mb", value: 2.4 },
    ]);
  });
});
