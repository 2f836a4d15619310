import { assemble } from '@hartlab/isa';
import type { Image } from '@hartlab/machine';
import { guestFiles } from './guest-files.ts';

/** The guests that come with the lab, and what each is for. */
export const guests = {
  hello: 'says so on the SBI debug console',
  ecall: 'a U-mode program that calls its S-mode kernel',
  'world-switch': 'a hypervisor that runs a guest as KVM does',
  'user-return': 'a kernel that runs a user program as Linux does',
} as const;
/** The name of a guest. */
export type GuestName = keyof typeof guests;

/** The SSE handlers that each guest can be built with, and what each gets wrong. */
export const handlers = {
  minimal: 'returns at once',
  preserving: 'takes a trap and puts back all it wrote but htval and htinst',
  forgetful: 'takes a trap and forgets sstatus and hstatus',
  'linux-2025': 'takes a trap to wherever stvec points, and forgets hstatus',
} as const;
/** The name of a handler. */
export type HandlerName = keyof typeof handlers;

/** Where guests are loaded and entered, in S-mode. */
const guestBase = 0x8020_0000n;

/** The whole assembly source of a guest with a handler; GNU as takes it as well. */
export const guestSource = (guest: GuestName, handler: HandlerName): string =>
  [guestFiles.start, ...guestFiles.guests[guest], guestFiles.handlers[handler]].join('\n');

/** A guest with a handler, assembled. */
export const guestImage = (guest: GuestName, handler: HandlerName): Image =>
  assembledImage(guestSource(guest, handler));

/** An image from assembly source, to be loaded where guests are. @throws AssemblerError */
export function assembledImage(source: string): Image {
  const { bytes, labels, entry } = assemble(source, { origin: guestBase });
  return {
    kind: 'assembled',
    entry: Number(entry),
    segments: [{ address: Number(guestBase), bytes, size: bytes.length }],
    symbols: [...labels].map(([name, address]) => ({ name, address, size: 0n })),
  };
}
