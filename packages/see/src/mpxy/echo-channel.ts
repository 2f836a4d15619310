import { err } from '@hartlab/sbi';
import { Each, OneOf } from '@hartlab/sse';
import type { Channel, Message } from './channel.ts';

/** What comes back, when somebody asks for it. */
interface EchoEvent {
  readonly message_id: number;
  readonly data: Uint8Array;
}

interface Echo {
  /** At most so many events wait to be asked for. */
  readonly limit: number;
  readonly events: readonly EchoEvent[];
  readonly lost: number;
}

/** The messages: what comes back is the data, or its bytes in the opposite order. */
const ECHO = 1;
const ECHO_REVERSED = 2;

/** The most events that can wait. */
const CAPACITY = 8;

/** Bytes before the data of an event: message_id and the length of the data, 32 bits each, little-endian. */
const eventHeader = 8;

/** Events are padded with zeros to whole words of 32 bits. */
const eventBytes = ({ data }: EchoEvent): number => eventHeader + Math.ceil(data.length / 4) * 4;

/**
 * Gives back what it is sent: as the response of a message with one, and as a notification of a message without. A protocol
 * of this project's own. Its attributes are how many notifications can wait, and, read-write, how many may, at least 1.
 */
export const echoChannel: Channel<Echo> = {
  channel_id: 1,
  MSG_PROT_ID: 0x8000_0001,
  MSG_PROT_VERSION: 0x0001_0000,
  MSG_DATA_MAX_LEN: 1024,
  initial: { limit: CAPACITY, events: [], lost: 0 },
  form: {
    limit: new OneOf(...Array.from({ length: CAPACITY }, (_, n) => n + 1)),
    events: new Each({ message_id: 0, data: new Uint8Array(0) } satisfies EchoEvent),
    lost: 0,
  },
  attributes: [
    { read: () => CAPACITY },
    {
      read: ({ limit }) => limit,
      write: (state, limit) => (limit >= 1 && limit <= CAPACITY ? { ...state, limit } : undefined),
    },
  ],
  sendWithResponse: (state, { message_id, data }) => {
    switch (message_id) {
      case ECHO:
        return { state, response: data };
      case ECHO_REVERSED:
        return { state, response: data.toReversed() };
      default:
        return err('NOT_SUPPORTED');
    }
  },
  sendWithoutResponse: (state, message, eventsState) =>
    message.message_id === ECHO ? { state: received(state, message, eventsState) } : err('NOT_SUPPORTED'),
  notifications: (state, room) => {
    let length = 0;
    const taken = state.events.filter((event) => (length += eventBytes(event)) <= room);
    const events = state.events.slice(taken.length);
    return {
      state: { ...state, events, lost: 0 },
      events: layout(taken),
      returned: taken.length,
      remaining: events.length,
      lost: state.lost,
    };
  },
};

/** One that finds no room is lost. */
function received(state: Echo, { message_id, data }: Message, eventsState: boolean): Echo {
  if (state.events.length < state.limit) return { ...state, events: [...state.events, { message_id, data }] };
  return eventsState ? { ...state, lost: (state.lost + 1) >>> 0 } : state;
}

function layout(events: readonly EchoEvent[]): Uint8Array {
  const bytes = new Uint8Array(events.reduce((length, event) => length + eventBytes(event), 0));
  const words = new DataView(bytes.buffer);
  let at = 0;
  for (const event of events) {
    words.setUint32(at, event.message_id, true);
    words.setUint32(at + 4, event.data.length, true);
    bytes.set(event.data, at + eventHeader);
    at += eventBytes(event);
  }
  return bytes;
}
