import { err, mpxyAttributes, mpxyCapabilities, type Err } from '@hartlab/sbi';
import type { Attribute, Channel } from './channel.ts';

/** A channel with what is remembered of it. */
export interface ChannelState {
  /** EVENTS_STATE_CONTROL. */
  readonly eventsState: boolean;
  /** What its protocol remembers. */
  readonly own: unknown;
}

/** Bit 31 of an attribute's ID: the message protocol's (sbi "Message Channel Attributes"). */
const firstOfProtocol = 0x8000_0000;

const standardCount = Object.keys(mpxyAttributes).length;

const capabilitiesOf = ({ sendWithResponse, sendWithoutResponse, notifications }: Channel): number =>
  (sendWithResponse ? mpxyCapabilities.SEND_WITH_RESPONSE : 0) |
  (sendWithoutResponse ? mpxyCapabilities.SEND_WITHOUT_RESPONSE : 0) |
  (notifications ? mpxyCapabilities.GET_NOTIFICATIONS | mpxyCapabilities.EVENTS_STATE : 0);

/** Nobody is told of notifications by an MSI: these are read-write, but ignore writes and read zero. */
const ignored: Attribute<ChannelState> = { read: () => 0, write: (state) => state };
/** No call waits for anything, and no SSE event tells of notifications. */
const zero: Attribute<ChannelState> = { read: () => 0 };

/** The standard attributes of a channel, by their IDs (sbi "Message Channel Attributes", table "MPXY Channel Attributes"). */
function standardAttributes(channel: Channel): readonly Attribute<ChannelState>[] {
  const rows: Record<keyof typeof mpxyAttributes, Attribute<ChannelState>> = {
    MSG_PROT_ID: { read: () => channel.MSG_PROT_ID },
    MSG_PROT_VERSION: { read: () => channel.MSG_PROT_VERSION },
    MSG_DATA_MAX_LEN: { read: () => channel.MSG_DATA_MAX_LEN },
    MSG_SEND_TIMEOUT: zero,
    MSG_COMPLETION_TIMEOUT: zero,
    CHANNEL_CAPABILITY: { read: () => capabilitiesOf(channel) },
    SSE_EVENT_ID: zero,
    MSI_CONTROL: ignored,
    MSI_ADDR_LOW: ignored,
    MSI_ADDR_HIGH: ignored,
    MSI_DATA: ignored,
    EVENTS_STATE_CONTROL: channel.notifications
      ? {
          read: ({ eventsState }) => Number(eventsState),
          write: (state, value) => (value <= 1 ? { ...state, eventsState: value === 1 } : undefined),
        }
      : ignored,
  };
  return Object.values(rows);
}

/** An attribute of the protocol as one of the channel. */
const ofProtocol = ({ read, write }: Attribute<unknown>): Attribute<ChannelState> => ({
  read: ({ own }) => read(own),
  ...(write && {
    write: (state: ChannelState, value: number) => {
      const own = write(state.own, value);
      return own === undefined ? undefined : { ...state, own };
    },
  }),
});

/** The attributes of a channel, as ranges of them are read and written. */
export class ChannelAttributes {
  readonly #standard: readonly Attribute<ChannelState>[];
  readonly #protocol: readonly Attribute<ChannelState>[];

  constructor(channel: Channel) {
    this.#standard = standardAttributes(channel);
    this.#protocol = channel.attributes.map(ofProtocol);
  }

  /**
   * The attributes of a range; INVALID_PARAM where it begins in the reserved range, as OpenSBI has it, BAD_RANGE where one of
   * them is not there.
   *
   * @param count at least 1
   */
  range(base: number, count: number): readonly Attribute<ChannelState>[] | Err<'INVALID_PARAM' | 'BAD_RANGE'> {
    const isProtocols = base >= firstOfProtocol;
    if (!isProtocols && base >= standardCount) return err('INVALID_PARAM');
    const [rows, first] = isProtocols ? [this.#protocol, base - firstOfProtocol] : [this.#standard, base];
    return first + count <= rows.length ? rows.slice(first, first + count) : err('BAD_RANGE');
  }
}

/** The state after all of these have been written, in their order; or why one of them cannot be, and then none is. */
export function written(
  state: ChannelState,
  attributes: readonly Attribute<ChannelState>[],
  values: readonly number[],
): ChannelState | Err<'INVALID_PARAM' | 'BAD_RANGE'> {
  let after = state;
  for (const [i, { write }] of attributes.entries()) {
    if (!write) return err('BAD_RANGE');
    const next = write(after, values[i]!);
    if (!next) return err('INVALID_PARAM');
    after = next;
  }
  return after;
}
