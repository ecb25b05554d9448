import { isYes, listIn, parameter } from '../address.ts';
import { ask, fieldsOf } from '../asking.ts';
import type { Notifier, Service } from '../notifier.ts';
import { fitted, whole } from '../text.ts';

const longest = 4096;

/** https://core.telegram.org/bots/api#sendmessage. Without `parse_mode` the text stays as it is. */
export const telegram: Service = {
  title: 'Telegram',
  schemes: ['telegram'],
  form: 'telegram://BOTID:SECRET@telegram?chats=CHAT[,CHAT]',
  about: 'A chat is its number or `@channel`; `NUMBER:TOPIC` is a topic in it.',
  parameters: ['chats', 'channels', 'notification', 'preview', 'parsemode', 'title'],
  read(address) {
    const { user, password } = address;
    const chats = listIn(address, 'chats', 'channels');
    if (!/^\d+$/.test(user) || password === '')
      throw new Error('holds no token of a bot (BOTID:SECRET) before the @');
    if (chats.length === 0) throw new Error('names no chat; telegram://BOTID:SECRET@telegram?chats=CHAT');
    const token = `${user}:${password}`;
    const isSilent = isYes(parameter(address, 'notification')) === false;
    return chats.map((chat): Notifier => {
      const [, id = chat, topic] = /^(-?\d+):(\d+)$/.exec(chat) ?? [];
      let current = id;
      return {
        ...{ title: 'Telegram', host: 'api.telegram.org', secrets: [password, token, chat] },
        async send(message, sending) {
          const to = (chat_id: string) =>
            ask(
              {
                url: `https://api.telegram.org/bot${token}/sendMessage`,
                json: {
                  chat_id,
                  text: fitted(whole(message), longest),
                  link_preview_options: { is_disabled: true },
                  ...(isSilent && { disable_notification: true }),
                  ...(topic !== undefined && { message_thread_id: Number(topic) }),
                },
                // A group that became a supergroup has another number, which the answer names.
                isTaken(_, { ok }) {
                  return ok === true;
                },
                isKnown({ parameters }) {
                  return fieldsOf(parameters).migrate_to_chat_id !== undefined;
                },
              },
              sending,
            );
          const { ok, parameters } = await to(current);
          if (ok === true) return;
          current = String(fieldsOf(parameters).migrate_to_chat_id);
          await to(current);
        },
      };
    });
  },
};
