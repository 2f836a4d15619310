import type { Err } from '@hartlab/sbi';

/** A message as a supervisor sends it. */
export interface Message {
  /** Who sends it. */
  readonly hartid: bigint;
  readonly message_id: number;
  /** At most as long as the channel allows. */
  readonly data: Uint8Array;
}

/** An attribute of a channel: 32 bits. `State` is what the channel remembers. */
export interface Attribute<State> {
  /** An unsigned 32-bit integer. */
  readonly read: (state: State) => number;
  /** What the channel remembers after a write; undefined if it does not take the value. Absent where it is read-only. */
  readonly write?: (state: State, value: number) => State | undefined;
}

/** What comes of a message. */
export interface Delivered<State> {
  readonly state: State;
  /** The response, at most as long as a message. */
  readonly response: Uint8Array;
}

/** What comes of a question for notifications. */
export interface Notifications<State> {
  readonly state: State;
  /** The layout is the protocol's. */
  readonly events: Uint8Array;
  readonly returned: number;
  readonly remaining: number;
  /** Those that found no room since somebody last asked. */
  readonly lost: number;
}

/**
 * A message channel and its protocol (sbi "Message Channels"). What it remembers is plain data that never changes: what a
 * call makes of it takes its place. A function that is absent is not supported.
 */
export interface Channel<State = unknown> {
  readonly channel_id: number;
  readonly MSG_PROT_ID: number;
  readonly MSG_PROT_VERSION: number;
  /** Bytes. */
  readonly MSG_DATA_MAX_LEN: number;
  /** What it remembers after a reset. */
  readonly initial: State;
  /** What all that it may remember is made as (`Each`, `Either` and `OneOf` say what no example can). */
  readonly form: unknown;
  /** The message protocol's attributes, from 0x80000000 on. */
  readonly attributes: readonly Attribute<State>[];
  /** NOT_SUPPORTED for a message_id that it does not know. */
  readonly sendWithResponse?: (state: State, message: Message) => Delivered<State> | Err<'NOT_SUPPORTED'>;
  /** The same without a response. `eventsState`: whether the supervisor wants to know what was lost. */
  readonly sendWithoutResponse?: (
    state: State,
    message: Message,
    eventsState: boolean,
  ) => { readonly state: State } | Err<'NOT_SUPPORTED'>;
  /** Takes as many of the notifications as fit into so many bytes. */
  readonly notifications?: (state: State, room: number) => Notifications<State>;
}

/** The same, whatever the channel remembers. */
export const anyChannel = <State>(channel: Channel<State>): Channel => channel as unknown as Channel;
