import type { Isa } from '@hartlab/isa';
import { symbolizer, type Image } from '@hartlab/machine';
import { guestImage } from './guest-image.ts';
import { guestHarts, guestIsa, type GuestName, type HandlerName } from './guests.ts';
import type { Window } from './window.ts';

/** What a sweep has to know about the software it sweeps. */
export interface Payload {
  readonly name: string;
  /** The name of the handler that the event gets. */
  readonly handler: string;
  readonly image: Image;
  /** The hart that it needs; any, if absent. */
  readonly isa?: Isa;
  /** How many harts it needs; 1 if absent. */
  readonly harts?: number;
  readonly window: Window;
  /** ENTRY_PC and ENTRY_ARG of its event. */
  readonly entry: { readonly pc: bigint; readonly arg: bigint };
  /** The payload does not know SSE: the lab registers the event for it, and is its handler. */
  readonly adopted?: true;
  /** Its handler stops a counter that has overflowed, and so ends the interrupt; else the lab does. */
  readonly stopsCounter?: true;
  /** The handler's code: virtual addresses, `end` exclusive. */
  readonly code: AddressSpan;
  /** The memory that the handler may write for itself: physical addresses, `end` exclusive. */
  readonly stack: AddressSpan;
  /** Names an address. */
  readonly symbol: (address: bigint) => string | undefined;
  /** The line of source text of an instruction, `lib/sbi/sbi_sse.c:123`, where its image has line tables. */
  readonly line?: (address: bigint) => string | undefined;
  /** The address of a name. @throws RangeError when the payload has no such symbol. */
  readonly address: (symbol: string) => bigint;
}

/** Addresses, unsigned and 64 bits wide, `end` exclusive. */
export interface AddressSpan {
  readonly begin: bigint;
  readonly end: bigint;
}

/** A guest of the lab, whose symbols say what a sweep has to know. */
export function guestPayload(guest: GuestName, handler: HandlerName): Payload {
  const isa = guestIsa(guest);
  const harts = guestHarts(guest);
  return { ...payloadOf(guest, handler, guestImage(guest, handler)), ...(isa && { isa }), ...(harts && { harts }) };
}

/**
 * Any image that declares the symbols `sweep_begin`, `sweep_end`, `sse_handler`, `sse_handler_end`, `sse_stack` and
 * `sse_stack_end`, runs identity-mapped where they are, and registers `sse_handler` with the argument `sse_stack_end`. One that
 * declares `sse_stops_counter` has a handler that stops a counter whose overflow has brought it.
 *
 * @throws RangeError when a symbol is missing.
 */
export function payloadOf(name: string, handler: string, image: Image): Payload {
  const address = addressOf(name, image);
  return {
    name,
    handler,
    image,
    window: { begin: address('sweep_begin'), end: address('sweep_end') },
    entry: { pc: address('sse_handler'), arg: address('sse_stack_end') },
    code: { begin: address('sse_handler'), end: address('sse_handler_end') },
    stack: { begin: address('sse_stack'), end: address('sse_stack_end') },
    ...(image.symbols.some((symbol) => symbol.name === 'sse_stops_counter') && { stopsCounter: true }),
    symbol: symbolizer(image.symbols),
    address,
  };
}

const addressOf = (name: string, { symbols }: Image): Payload['address'] => {
  const addresses = new Map(symbols.map((symbol) => [symbol.name, symbol.address]));
  return (symbol) => {
    const found = addresses.get(symbol);
    if (found === undefined) throw new RangeError(`${name} has no symbol ${symbol}, which this sweep needs`);
    return found;
  };
};

/** Where the handler of an adopted payload would be: the last place that code could be, so no payload's own is there. */
const labHandler = 0xffff_ffff_ffff_fffcn;

/**
 * An image that does not know SSE. The lab registers the event on its behalf, and its handler is `minimal`: it completes
 * without an instruction, a register or a byte of memory of the payload.
 *
 * @param window where to sweep; the payload must be in S-mode at its beginning
 */
export const adoptedPayload = (name: string, image: Image, window: Window): Payload => ({
  name,
  handler: 'minimal',
  image,
  window,
  entry: { pc: labHandler, arg: 0n },
  adopted: true,
  code: { begin: labHandler, end: labHandler + 4n },
  stack: { begin: 0n, end: 0n },
  symbol: symbolizer(image.symbols),
  address: addressOf(name, image),
});
