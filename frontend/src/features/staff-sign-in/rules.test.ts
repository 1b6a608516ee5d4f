import { describe, expect, it } from "vitest";

import { ApiError } from "@/lib/api/errors";

import { fieldsMissing, isFactorAsked } from "./rules";

describe("signing in as an official", () => {
  it("asks for the code only once the server wants it", () => {
    const given = { username: "dilnoza", password: "long enough", code: "" };
    expect([fieldsMissing(given, false), fieldsMissing(given, true)]).toEqual([[], ["code"]]);
  });

  it("tells a wanted code from a wrong password", () => {
    const asked = ["SECOND_FACTOR_NEEDED", "SIGN_IN_REFUSED"].map((code) =>
      isFactorAsked(new ApiError(code, 401, "")),
    );
    expect(asked).toEqual([true, false]);
  });
});
