/** A person in Telegram, at the Bot API of the stack. */

import { type APIRequestContext, expect } from "@playwright/test";

type Button = { text: string; callback_data?: string };
export type Heard = {
  text: string;
  from: { is_bot: boolean };
  reply_markup?: { inline_keyboard?: Button[][] };
};

export class TelegramPerson {
  private readonly url: string;
  readonly chatId = 200_000 + Math.floor(Math.random() * 1_000_000);

  constructor(
    private readonly http: APIRequestContext,
    private readonly name: string,
  ) {
    this.url = process.env.CIVIC_E2E_TELEGRAM_URL ?? "";
  }

  async says(text: string): Promise<void> {
    await this.post("messages", { name: this.name, text });
  }

  async sharesContact(phone: string): Promise<void> {
    const contact = { phone_number: phone, first_name: this.name };
    await this.post("messages", { name: this.name, shares_contact: true, contact });
  }

  async presses(data: string): Promise<void> {
    await this.post("presses", { data });
  }

  /** All that the bot has said. */
  async heard(): Promise<Heard[]> {
    const answer = await this.http.get(`${this.url}/chats/${this.chatId}`);
    const { messages } = (await answer.json()) as { messages: Heard[] };
    return messages.filter(({ from }) => from.is_bot);
  }

  /** Waits until the bot has said something, and returns it. */
  async hears(text: string | RegExp): Promise<Heard> {
    const find = async () =>
      (await this.heard()).find((one) =>
        typeof text === "string" ? one.text.includes(text) : text.test(one.text),
      );
    await expect
      .poll(async () => (await find()) !== undefined, {
        message: `the bot says ${String(text)}`,
        timeout: 120_000,
      })
      .toBe(true);
    const found = await find();
    if (!found) throw new Error(`The bot took back ${String(text)}`);
    return found;
  }

  private async post(what: string, data: object): Promise<void> {
    const answer = await this.http.post(`${this.url}/chats/${this.chatId}/${what}`, { data });
    expect(answer.ok(), `${what} in Telegram`).toBe(true);
  }
}
