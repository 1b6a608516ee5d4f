import { expect, it } from "vitest";

import { inOrder } from "./stages";

it("stages stand in the order of the pipeline, unknown ones last", () => {
  const mixed = ["new", "decision", "language"].map((stage) => ({ stage }));
  expect(inOrder(mixed).map(({ stage }) => stage)).toEqual(["language", "decision", "new"]);
});
