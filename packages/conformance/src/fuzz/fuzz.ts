import type { EngineKind } from '@hartlab/hart';
import { aiaKinds, type BoardOptions, virt, type VirtioPlug } from '@hartlab/machine';
import { Random } from '@hartlab/models';
import type { Access } from '../devices/access-loop.ts';
import { AccessMachine, BATCH } from './access-machine.ts';
import { HostileDriver } from './hostile-driver.ts';
import { mapAccess } from './map-accesses.ts';
import { fuzzed } from './plugs.ts';

export const plugTypes = Object.keys(fuzzed) as readonly VirtioPlug['type'][];

/** Every board that can be asked for. */
export const boards: readonly BoardOptions[] = aiaKinds.flatMap((aia) =>
  [false, true].map((aclint) => ({ aia, aclint, aiaGuests: aia === 'aplic-imsic' ? 3 : 0 })),
);

/** What is tried, and how long. */
export interface Fuzz {
  readonly seed: number;
  /** Operations of a driver, or accesses. */
  readonly count: number;
  readonly board: BoardOptions;
  readonly isLegacy: boolean;
  readonly engine?: EngineKind;
  /** One of so many lists of accesses is followed by a snapshot, from which another machine goes on: that changes nothing. */
  readonly snapshots?: number;
}

/** What has come of it. */
export interface Fuzzing {
  /** The trace hashes of the machines that it took, one after the other, as one. */
  readonly hash: string;
  /** A machine ends when its guest does, or is destroyed by what a device writes. */
  readonly machines: number;
  /** Those of lists that were done to the end. */
  readonly accesses: number;
  /** How often, between lists of accesses, a slot was found that had served requests since its last reset, or was broken. */
  readonly working: number;
  readonly broken: number;
}

/** Random accesses to all addresses of a board, with a device of each type in the slots of virtio. */
export const fuzzMap = ({ count, ...fuzz }: Fuzz): Fuzzing => {
  const map = virt(fuzz.board, 2);
  let left = count;
  return run(fuzz, plugTypes, (random) => () => (left-- > 0 ? [mapAccess(map, random)] : undefined));
};

/** Random operations of a hostile driver on a device of this type, which is in slot 0. */
export const fuzzQueues = (type: VirtioPlug['type'], { count, ...fuzz }: Fuzz): Fuzzing => {
  const { base } = Object.entries(virt(fuzz.board, 2)).find(([name]) => name === SLOT)![1];
  let left = count;
  return run(fuzz, [type], (random) => {
    const driver = new HostileDriver(base, fuzz.isLegacy, random, fuzzed[type].request);
    return () => (left-- > 0 ? driver.operation() : undefined);
  });
};

const SLOT = 'virtio-0';

/**
 * @param begin makes what each new machine is asked to do, in parts; undefined is the end
 */
const run = (
  { seed, board, isLegacy, engine, snapshots }: Omit<Fuzz, 'count'>,
  types: readonly VirtioPlug['type'][],
  begin: (random: Random) => () => readonly Access[] | undefined,
): Fuzzing => {
  const random = new Random(seed);
  const when = new Random(seed + 1);
  const hashes: string[] = [];
  let [accesses, working, broken] = [0, 0, 0];
  for (let isEnd = false; !isEnd;) {
    const devices = Object.fromEntries(types.map((type, slot) => [slot, fuzzed[type].plug(random)]));
    const machine = new AccessMachine({ board, virtio: { legacy: isLegacy, devices }, ...(engine && { engine }) });
    const next = begin(random);
    let rest: readonly Access[] = [];
    do {
      const list = [...rest];
      rest = [];
      while (list.length < BATCH && !isEnd) {
        const more = next();
        if (!more) isEnd = true;
        else if (list.length + more.length <= BATCH) list.push(...more);
        else {
          rest = more;
          break;
        }
      }
      if (!machine.run(list)) break;
      accesses += list.length;
      for (const { queues, isBroken } of slotsOf(machine.devices)) {
        if (isBroken) broken++;
        if (queues.some(({ returned }) => returned > 0)) working++;
      }
      if (snapshots !== undefined && when.oneIn(snapshots)) machine.change();
    } while (!isEnd || rest.length > 0);
    hashes.push(machine.traceHash);
  }
  return { hash: fold(hashes), machines: hashes.length, accesses, working, broken };
};

/** What the slots of virtio show of how far requests come. */
interface Transport {
  readonly queues: readonly { readonly returned: number }[];
  readonly isBroken: boolean;
}

const slotsOf = (devices: Readonly<Record<string, unknown>>): readonly Transport[] =>
  Object.values(devices).flatMap((state) => (state as { readonly transport?: Transport } | undefined)?.transport ?? []);

const fold = (hashes: readonly string[]): string =>
  hashes
    .reduce((sum, hash) => BigInt.asUintN(64, sum * 0x100_0000_01b3n) ^ BigInt(`0x${hash}`), 0xcbf2_9ce4_8422_2325n)
    .toString(16)
    .padStart(16, '0');
