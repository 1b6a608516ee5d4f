import { describe, expect, it } from "vitest";

import { deviceOf } from "./rules";

describe("a device", () => {
  it.each([
    [
      "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
      "Chrome, Android",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1",
      "Safari, iPhone",
    ],
    ["Mozilla/5.0 (Windows NT 10.0) Chrome/124 YaBrowser/24.6 Safari/537.36", "Yandex, Windows"],
    ["curl/8.5", null],
  ])("%s", (agent, name) => expect(deviceOf(agent)).toBe(name));
});
