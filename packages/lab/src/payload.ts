import { symbolizer, type Image } from '@hartlab/machine';
import { guestImage, type GuestName, type HandlerName } from './guests.ts';

/** What a sweep has to know about the software it sweeps. */
export interface Payload {
  readonly name: string;
  /** The name of the handler that the event gets. */
  readonly handler: string;
  readonly image: Image;
  /** The sweep begins when the hart is first to execute `begin`, and ends before it executes `end`. */
  readonly window: { readonly begin: bigint; readonly end: bigint };
  /** What the payload registered: ENTRY_PC and ENTRY_ARG of its event. */
  readonly entry: { readonly pc: bigint; readonly arg: bigint };
  /** The handler's code: virtual addresses, `end` exclusive. */
  readonly code: AddressSpan;
  /** The memory that the handler may write for itself: physical addresses, `end` exclusive. */
  readonly stack: AddressSpan;
  /** Names an address. */
  readonly symbol: (address: bigint) => string | undefined;
  /** The address of a name. @throws RangeError when the payload has no such symbol. */
  readonly address: (symbol: string) => bigint;
}

export interface AddressSpan {
  readonly begin: bigint;
  readonly end: bigint;
}

/** A guest of the lab, whose symbols say what a sweep has to know. */
export function guestPayload(guest: GuestName, handler: HandlerName): Payload {
  return payloadOf(guest, handler, guestImage(guest, handler));
}

/**
 * Any image that declares the symbols `sweep_begin`, `sweep_end`, `sse_handler`, `sse_handler_end`, `sse_stack` and
 * `sse_stack_end`, runs identity-mapped where they are, and registers `sse_handler` with the argument `sse_stack_end`.
 *
 * @throws RangeError when a symbol is missing.
 */
export function payloadOf(name: string, handler: string, image: Image): Payload {
  const addresses = new Map(image.symbols.map((symbol) => [symbol.name, symbol.address]));
  const address = (symbol: string): bigint => {
    const found = addresses.get(symbol);
    if (found === undefined) throw new RangeError(`${name} has no symbol ${symbol}, which a sweep needs`);
    return found;
  };
  return {
    name,
    handler,
    image,
    window: { begin: address('sweep_begin'), end: address('sweep_end') },
    entry: { pc: address('sse_handler'), arg: address('sse_stack_end') },
    code: { begin: address('sse_handler'), end: address('sse_handler_end') },
    stack: { begin: address('sse_stack'), end: address('sse_stack_end') },
    symbol: symbolizer(image.symbols),
    address,
  };
}
