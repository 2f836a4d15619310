import { hartOf, type CallWorld, type ChannelFacts } from './call-world.ts';

/** The standard attributes are 0 to 0xb; from these on they are a protocol's, and between reserved. */
export const STANDARD = 0xcn;
export const PROTOCOLS = 0x8000_0000n;
export const MSG_DATA_MAX_LEN = 2;
const CHANNEL_CAPABILITY = 5;
export const [MSI, , EVENTS_STATE, SEND_WITH, SEND_WITHOUT, NOTIFICATIONS] = [0, 1, 2, 3, 4, 5] as const;
export const MSI_CONTROL = 7;
export const EVENTS_STATE_CONTROL = 0xb;

/** The memory of a hart for messages. */
export const shmemOf = (world: CallWorld, hart: number): bigint | undefined => hartOf(world, hart).messages.shmem;

/** Whether a channel has a capability. */
export const can = ({ attributes: held }: ChannelFacts, bit: number): boolean =>
  ((held[CHANNEL_CAPABILITY]! >> bit) & 1) === 1;
