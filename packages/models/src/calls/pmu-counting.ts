import type { Call } from '../judging/protocol.ts';
import { hartOf, type CallWorld } from './call-world.ts';
import { namedHarts } from './hart-mask.ts';
import { types } from './pmu-event-model.ts';

/** Something that counters of the firmware count, on one hart: at least, and at most unless that is not said. */
interface Happening {
  readonly hart: number;
  readonly event: bigint;
  readonly least: bigint;
  readonly most: bigint | undefined;
}

/** Events of the firmware by their codes (table "PMU Firmware Events" of sbi "Event: Firmware events (Type #15)"). */
const event = (code: bigint): bigint => (types.firmware << 16n) | code;
const SET_TIMER = event(5n);
const IPI_SENT = event(6n);
const IPI_RECEIVED = event(7n);
/** What is counted of a fence where it is asked for; one more is what is where it arrives. */
const fenceSent: Readonly<Record<string, bigint>> = {
  remote_fence_i: event(8n),
  remote_sfence_vma: event(10n),
  remote_sfence_vma_asid: event(12n),
  remote_hfence_gvma: event(14n),
  remote_hfence_gvma_vmid: event(16n),
  remote_hfence_vvma: event(18n),
  remote_hfence_vvma_asid: event(20n),
};

/** Whether calls tell how often an event happens: not those of instructions that trap. */
export const isCounted = (of: bigint): boolean => of >= SET_TIMER && of <= event(21n);

/** What a call that has succeeded makes happen, as far as it is said. */
export function happenings(world: CallWorld, { hart, extension, name, args }: Call): readonly Happening[] {
  if (extension === 'TIME') return [{ hart, event: SET_TIMER, least: 1n, most: 1n }];
  if (extension === 'HSM' && name === 'hart_start') return viaIpi(world, hart);
  if (extension !== 'IPI' && extension !== 'RFENCE') return [];
  const [mask = 0n, base = 0n] = args;
  const others = (namedHarts(world, mask, base) ?? []).filter((other) => other !== hart && isThere(world, other));
  const many = BigInt(others.length);
  const isFence = extension === 'RFENCE';
  const sent = isFence ? fenceSent[name]! : IPI_SENT;
  const received = isFence ? sent + 1n : IPI_RECEIVED;
  return [
    // Whether one call for several harts is several events is not said.
    { hart, event: sent, least: many > 0n ? 1n : 0n, most: many <= 1n ? many : undefined },
    ...others.map((other): Happening => {
      const isSure = hartOf(world, other).state === 'STARTED';
      return { hart: other, event: received, least: isSure ? 1n : 0n, most: isSure ? 1n : undefined };
    }),
    ...(isFence && many > 0n ? viaIpi(world, hart) : []),
  ];
}

const isThere = (world: CallWorld, hart: number): boolean => hartOf(world, hart).state !== 'STOPPED';

/** What a firmware does for another hart it may do by IPIs, and count those. */
const viaIpi = ({ harts }: CallWorld, hart: number): readonly Happening[] =>
  harts.map((_, other) => ({
    hart: other,
    event: other === hart ? IPI_SENT : IPI_RECEIVED,
    least: 0n,
    most: undefined,
  }));
