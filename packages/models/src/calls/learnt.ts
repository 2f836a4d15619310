import { extensions, type ExtensionName } from '../functions.ts';
import type { Call, Ground, Seen } from '../judging/protocol.ts';
import type { CallPlatform, CallWorld, ChannelFacts, CounterFacts } from './call-world.ts';
import { featuresOf } from './fwft-model.ts';
import { freshCounters } from './pmu-model.ts';
import { areaBytes } from './shared-area.ts';

/** Indices at which counters are looked for, beyond as many as there are. */
const spareCounters = 8;

/** What an implementation says of itself before the first call: it must say the same ever after. */
export function learnt(ground: Ground, seen: Seen): CallWorld {
  const call = (extension: ExtensionName, name: string, ...args: readonly bigint[]): Call => ({
    hart: 0,
    extension,
    name,
    args,
  });
  const ask = (...of: Parameters<typeof call>) => seen.ask(call(...of));
  const names = Object.keys(extensions) as ExtensionName[];
  const eids = names.map((name) => BigInt(extensions[name].eid));
  const offered = eids.filter((eid) => ask('BASE', 'probe_extension', eid).value !== 0n);
  const has = (name: ExtensionName) => offered.includes(BigInt(extensions[name].eid));
  const platform: CallPlatform = {
    offered,
    executable: ground.executable,
    accessible: ground.accessible,
    hypervisor: ground.has.H,
    counters: has('PMU') ? countersOf(ask) : [],
    triggers: has('DBTR') ? Number(ask('DBTR', 'num_triggers', 0n).value) : 0,
    ...(has('MPXY')
      ? channelsOf(ask, (...of) => seen.ask(...of), call, ground.shared)
      : { messageBytes: 0, channels: [] }),
    features: Array.from({ length: 6 }, (_, number) => {
      const { error, value } = ask('FWFT', 'get', BigInt(number));
      return error === 0n ? value : undefined;
    }),
    identity: [seen.read(0, 'mvendorid'), seen.read(0, 'marchid'), seen.read(0, 'mimpid')],
  };
  const hart = {
    woken: false,
    SSIP: undefined,
    timer: undefined,
    counters: freshCounters(platform.counters.length),
    messages: { shmem: undefined },
  } as const;
  return {
    platform,
    time: seen.time,
    memory: { begin: ground.pages, bytes: seen.pages },
    harts: seen.harts.map(({ runs }) => ({
      ...hart,
      state: runs ? 'STARTED' : 'STOPPED',
      // A hart that has never started has nothing of its own yet.
      features: runs ? featuresOf(platform) : [],
      triggers: { shmem: undefined, entries: Array<undefined>(platform.triggers).fill(undefined) },
    })),
  };
}

type Ask = (extension: ExtensionName, name: string, ...args: readonly bigint[]) => ReturnType<Seen['ask']>;

function countersOf(ask: Ask): readonly CounterFacts[] {
  const count = Number(ask('PMU', 'num_counters').value) + spareCounters;
  return Array.from({ length: count }, (_, idx) => {
    const { error, value } = ask('PMU', 'counter_get_info', BigInt(idx));
    if (error !== 0n) return { kind: 'none' };
    if (value >> 63n === 1n) return { kind: 'firmware' };
    return { kind: 'hardware', csr: Number(value & 0xfffn), width: Number((value >> 12n) & 0x3fn) };
  });
}

function channelsOf(
  ask: Ask,
  askAll: Seen['ask'],
  call: (...of: Parameters<Ask>) => Call,
  shared: bigint,
): Pick<CallPlatform, 'messageBytes' | 'channels'> {
  const share = call('MPXY', 'set_shmem', shared, 0n, 0n);
  const halves = (words: readonly bigint[]) =>
    words.flatMap((word) => [Number(word & 0xffff_ffffn), Number(word >> 32n)]);
  const [, returned = 0, ...ids] = halves(askAll(share, call('MPXY', 'get_channel_ids', 0n)).words);
  const channels = ids.slice(0, returned).map((id): ChannelFacts => {
    const { words } = askAll(share, call('MPXY', 'read_attributes', BigInt(id), 0n, 12n));
    return { id, attributes: halves(words).slice(0, 12) };
  });
  return { messageBytes: Number(ask('MPXY', 'get_shmem_size').value), channels };
}

/** How many bytes of shared memory the harts of a system have. */
export const sharedBytes = (harts: number): bigint => areaBytes * BigInt(harts);
