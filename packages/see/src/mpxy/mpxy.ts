import { err, implement, MPXY, ok, type Err, type Implementation } from '@hartlab/sbi';
import { Either } from '@hartlab/sse';
import type { Platform } from '../platform.ts';
import type { Service } from '../service.ts';
import { allOnes, shmemAt } from '../shmem.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import { ChannelAttributes, written, type ChannelState } from './channel-attributes.ts';
import { anyChannel, type Channel, type Message } from './channel.ts';
import { echoChannel } from './echo-channel.ts';
import { labChannel } from './lab-channel.ts';

/** Bytes of the memory that each hart shares. */
const SHMEM_SIZE = 4096;

/** Bytes before the notifications in it: REMAINING, RETURNED, LOST and one reserved word. */
const eventsHeader = 16;

/** Bits of set_shmem's flags: the memory that was set before is to be told. The others are reserved. */
const OVERWRITE_RETURN = 1n;

/** All that is remembered. */
interface MpxyMemory {
  /** The address of each hart's shared memory, in the order of the harts; none where it is disabled. */
  readonly shmems: readonly { readonly address?: bigint }[];
  /** In the order of the channels. */
  readonly channels: readonly ChannelState[];
}

/** A channel that a call names, and the memory of its caller. */
interface Named {
  readonly index: number;
  readonly channel: Channel;
  readonly state: ChannelState;
  readonly address: bigint;
}

/** Parameters of the two functions that send a message. */
interface MessageCall {
  readonly channel_id: number;
  readonly message_id: number;
  readonly message_data_len: bigint;
}

/** Parameters of the two functions that move attributes. */
interface AttributeCall {
  readonly channel_id: number;
  readonly base_attribute_id: number;
  readonly attribute_count: number;
}

/** Message channels (sbi "Message Proxy Extension"): one that echoes, and one by which a guest talks to the lab. */
export class Mpxy implements Service<MpxyMemory> {
  readonly implementation: Implementation<SupervisedHart>;
  readonly #hartCount: number;
  readonly #channels: readonly Channel[];
  readonly #attributes: readonly ChannelAttributes[];
  #memory: MpxyMemory = { shmems: [], channels: [] };

  constructor(hartCount: number, platform: Platform) {
    this.#hartCount = hartCount;
    this.#channels = [anyChannel(echoChannel), anyChannel(labChannel((mark) => platform.mark(mark)))];
    this.#attributes = this.#channels.map((channel) => new ChannelAttributes(channel));
    this.reset();
    this.implementation = implement(MPXY, {
      get_shmem_size: () => ok(BigInt(SHMEM_SIZE)),
      set_shmem: (caller, args) => this.#setShmem(caller, args),
      get_channel_ids: (caller, { start_index }) => this.#channelIds(caller, start_index),
      read_attributes: (caller, args) => this.#readAttributes(caller, args),
      write_attributes: (caller, args) => this.#writeAttributes(caller, args),
      send_message_with_response: (caller, args) => this.#sendWithResponse(caller, args),
      send_message_without_response: (caller, args) => this.#sendWithoutResponse(caller, args),
      get_notification_events: (caller, { channel_id }) => this.#notifications(caller, channel_id),
    });
  }

  reset(): void {
    this.#memory = {
      shmems: Array.from({ length: this.#hartCount }, () => ({})),
      channels: this.#channels.map(({ initial }) => ({ eventsState: false, own: initial })),
    };
  }

  /** The channels are the system's: what they remember stays. */
  hartStops({ hart }: SupervisedHart): void {
    this.#share(hart.index, undefined);
  }

  get form(): unknown {
    return {
      shmems: Array.from({ length: this.#hartCount }, () => ({ address: new Either(undefined, 0n) })),
      channels: this.#channels.map(({ form }) => ({ eventsState: false, own: form })),
    };
  }

  save(): MpxyMemory {
    return this.#memory;
  }

  restore(saved: MpxyMemory): void {
    this.#memory = saved;
  }

  #share(index: number, address: bigint | undefined): void {
    const { shmems, channels } = this.#memory;
    this.#memory = { channels, shmems: shmems.with(index, address === undefined ? {} : { address }) };
  }

  #put(index: number, state: ChannelState): void {
    const { shmems, channels } = this.#memory;
    this.#memory = { shmems, channels: channels.with(index, state) };
  }

  #setShmem(
    caller: SupervisedHart,
    { flags, ...request }: { shmem_phys_lo: bigint; shmem_phys_hi: bigint; flags: bigint },
  ) {
    if (flags > OVERWRITE_RETURN) return err('INVALID_PARAM');
    const shmem = shmemAt(caller, request, { size: SHMEM_SIZE, alignment: 4096 });
    if ('error' in shmem) return shmem;
    const { index } = caller.hart;
    const { address: old } = this.#memory.shmems[index]!;
    this.#share(index, shmem.address);
    if (shmem.address !== undefined && flags === OVERWRITE_RETURN) {
      const words = old === undefined ? [allOnes, allOnes] : [BigInt.asUintN(64, old), old >> 64n];
      caller.memory.write(shmem.address, new Uint8Array(BigUint64Array.from(words).buffer));
    }
    return ok();
  }

  #channelIds({ hart, memory }: SupervisedHart, start_index: number) {
    const { address } = this.#memory.shmems[hart.index]!;
    if (address === undefined) return err('NO_SHMEM');
    // As OpenSBI has it, the index after the last one is none that is invalid.
    if (start_index > this.#channels.length) return err('INVALID_PARAM');
    const ids = this.#channels.slice(start_index).map(({ channel_id }) => channel_id);
    memory.write(address, littleEndian([0, ids.length, ...ids]));
    return ok();
  }

  #readAttributes(caller: SupervisedHart, call: AttributeCall) {
    const named = this.#named(caller, call.channel_id);
    if ('error' in named) return named;
    const attributes = this.#attributesOf(named, call);
    if ('error' in attributes) return attributes;
    caller.memory.write(named.address, littleEndian(attributes.map(({ read }) => read(named.state))));
    return ok();
  }

  #writeAttributes(caller: SupervisedHart, call: AttributeCall) {
    const named = this.#named(caller, call.channel_id);
    if ('error' in named) return named;
    const attributes = this.#attributesOf(named, call);
    if ('error' in attributes) return attributes;
    const bytes = caller.memory.read(named.address, 4n * BigInt(attributes.length))!;
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const after = written(
      named.state,
      attributes,
      attributes.map((_, i) => words.getUint32(4 * i, true)),
    );
    if ('error' in after) return after;
    this.#put(named.index, after);
    return ok();
  }

  #sendWithResponse(caller: SupervisedHart, call: MessageCall) {
    const named = this.#named(caller, call.channel_id);
    if ('error' in named) return named;
    const { channel, state, index, address } = named;
    if (!channel.sendWithResponse) return err('NOT_SUPPORTED');
    const message = messageOf(caller, named, call);
    if ('error' in message) return message;
    const delivered = channel.sendWithResponse(state.own, message);
    if ('error' in delivered) return delivered;
    this.#put(index, { ...state, own: delivered.state });
    caller.memory.write(address, delivered.response);
    return ok(BigInt(delivered.response.length));
  }

  #sendWithoutResponse(caller: SupervisedHart, call: MessageCall) {
    const named = this.#named(caller, call.channel_id);
    if ('error' in named) return named;
    const { channel, state, index } = named;
    if (!channel.sendWithoutResponse) return err('NOT_SUPPORTED');
    const message = messageOf(caller, named, call);
    if ('error' in message) return message;
    const sent = channel.sendWithoutResponse(state.own, message, state.eventsState);
    if ('error' in sent) return sent;
    this.#put(index, { ...state, own: sent.state });
    return ok();
  }

  #notifications(caller: SupervisedHart, channel_id: number) {
    const named = this.#named(caller, channel_id);
    if ('error' in named) return named;
    const { channel, state, index, address } = named;
    if (!channel.notifications) return err('NOT_SUPPORTED');
    const { events, returned, remaining, lost, ...after } = channel.notifications(state.own, SHMEM_SIZE - eventsHeader);
    this.#put(index, { ...state, own: after.state });
    if (state.eventsState) caller.memory.write(address, littleEndian([remaining, returned, lost, 0]));
    caller.memory.write(address + BigInt(eventsHeader), events);
    return ok(BigInt(events.length));
  }

  /** The channel of a call that moves data; the memory is asked for first, as in OpenSBI. */
  #named({ hart }: SupervisedHart, channel_id: number): Named | Err<'NO_SHMEM' | 'NOT_SUPPORTED'> {
    const { shmems, channels } = this.#memory;
    const { address } = shmems[hart.index]!;
    if (address === undefined) return err('NO_SHMEM');
    const index = this.#channels.findIndex((channel) => channel.channel_id === channel_id);
    const channel = this.#channels[index];
    return channel ? { index, channel, state: channels[index]!, address } : err('NOT_SUPPORTED');
  }

  #attributesOf({ index }: Named, { base_attribute_id, attribute_count }: AttributeCall) {
    if (attribute_count === 0 || attribute_count > SHMEM_SIZE / 4) return err('INVALID_PARAM');
    return this.#attributes[index]!.range(base_attribute_id, attribute_count);
  }
}

/** The message in the caller's memory. A channel's longest message is no longer than that memory. */
function messageOf(
  { hartid, memory }: SupervisedHart,
  { channel, address }: Named,
  { message_id, message_data_len }: MessageCall,
): Message | Err<'INVALID_PARAM'> {
  if (message_data_len > channel.MSG_DATA_MAX_LEN) return err('INVALID_PARAM');
  return { hartid, message_id, data: memory.read(address, message_data_len)! };
}

function littleEndian(words: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * words.length));
  for (const [i, word] of words.entries()) bytes.setUint32(4 * i, word, true);
  return new Uint8Array(bytes.buffer);
}
