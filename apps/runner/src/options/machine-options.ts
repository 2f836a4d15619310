import { cpuModels, parseCpu } from '@hartlab/isa';
import { mutantPolicies } from '@hartlab/lab';
import { MAXIMUM_HARTS } from '@hartlab/machine';
import { deviceListing } from '../device-words.ts';
import { engineNames } from '../engines.ts';
import { machineListing, machineOf } from '../machine-words.ts';
import { ram } from '../memory-words.ts';
import { count, oneOf, text } from '../quantity.ts';
import { policyNames } from '../resume-policies.ts';
import { semihostingConfig } from '../semihosting-config.ts';
import { smp } from '../smp-words.ts';
import type { OptionRows } from './option-row.ts';

const faults = Object.keys(mutantPolicies).join(', ');

/** What a machine is made of. */
export const machineOptions = {
  machine: {
    flag: '-machine',
    short: '-M',
    value: 'virt[,KEY=VALUE…]',
    help: "the board; there is one, with the map of QEMU's virt: aia=none|aplic|aplic-imsic, aia-guests=N, aclint=on|off, dumpdtb=FILE",
    listing: (name) =>
      name === undefined
        ? 'Supported machines are:\nvirt                 RISC-V VirtIO board (default)\n'
        : name === 'virt'
          ? machineListing()
          : undefined,
    merges: true,
    read: machineOf,
  },
  cpu: {
    flag: '-cpu',
    value: 'MODEL[,EXT=BOOL…]',
    help: `${cpuModels.join(', ')} or an ISA string; then h=true, sstc=false and so on`,
    listing: () =>
      `Available CPUs:\n${cpuModels.map((model) => `  ${model}\n`).join('')}or an ISA string such as rv64imac_zicsr\n`,
    read: parseCpu,
  },
  smp: {
    flag: '-smp',
    value: 'N',
    help: `how many harts, 1 to ${MAXIMUM_HARTS}; cpus=N,sockets=N and so on as well`,
    merges: true,
    read: smp,
  },
  m: { flag: '-m', value: 'SIZE', help: 'RAM: 128 (MiB), 128M, 1.5G', merges: true, read: ram },
  hand: {
    flag: '--hand',
    help: 'a hart more, of which the payload is not told: a sweep of the run that is saved makes events ready through it',
  },
  poison: {
    flag: '--poison',
    value: 'ADDRESS',
    help: 'corrupt the 64 bytes of RAM around a physical address: who uses them takes a hardware error; can be repeated',
    read: count(0),
    repeats: true,
  },
  drive: {
    flag: '-drive',
    value: 'file=PATH,…',
    help: 'a disk: format=raw, if=none, id=NAME, readonly=on, snapshot=on, which forgets what is written; can be repeated',
    read: text,
    repeats: true,
  },
  blockdev: {
    flag: '-blockdev',
    value: 'file|raw,…',
    help: 'a disk in other words: driver=file,node-name=NAME,filename=PATH, read-only=on; can be repeated',
    read: text,
    repeats: true,
  },
  chardev: {
    flag: '-chardev',
    value: 'stdio|null|file,…',
    help: 'what a serial port of a device leads to: id=NAME, path=PATH of a file, mux=on where more than one has it; can be repeated',
    listing: (name) => (name === undefined ? 'Available chardev backend types:\n  file\n  null\n  stdio\n' : undefined),
    read: text,
    repeats: true,
  },
  fsdev: {
    flag: '-fsdev',
    value: 'local,…',
    help: 'a directory for the guest to read: id=NAME,path=PATH,readonly=on; can be repeated',
    read: text,
    repeats: true,
  },
  virtfs: {
    flag: '-virtfs',
    value: 'local,…',
    help: 'the same with its device: path=PATH,mount_tag=TAG,readonly=on; can be repeated',
    read: text,
    repeats: true,
  },
  netdev: {
    flag: '-netdev',
    value: 'user,id=NAME,…',
    help: 'a network that answers to ARP, DHCP and echo and leads nowhere, for -device virtio-net-device,netdev=NAME; can be repeated',
    listing: (name) => (name === undefined ? 'Available netdev backend types:\nuser\n' : undefined),
    read: text,
    repeats: true,
  },
  nic: {
    flag: '-nic',
    value: 'user|none,…',
    help: 'such a network with a card of its own: model=virtio-net-device, mac=ADDRESS; can be repeated',
    read: text,
    repeats: true,
  },
  net: {
    flag: '-net',
    value: 'nic|user|none,…',
    help: 'the same in older words: -net nic,model=virtio,macaddr=ADDRESS and -net user',
    read: text,
    repeats: true,
  },
  device: {
    flag: '-device',
    value: 'NAME,…',
    help: 'a device in a slot of virtio: virtio-blk-device,drive=NAME, virtio-net-device,netdev=NAME,mac=ADDRESS, virtio-rng-device, virtio-serial-device with virtconsole,chardev=NAME behind it, virtio-9p-device,fsdev=NAME,mount_tag=TAG; and bus=virtio-mmio-bus.N; loader,file=FILE,addr=ADDRESS puts a file into RAM; can be repeated',
    listing: deviceListing,
    read: text,
    repeats: true,
  },
  global: {
    flag: '-global',
    value: 'NAME=VALUE',
    help: 'virtio-mmio.force-legacy=false: the slots have the registers of virtio 1',
    read: text,
    repeats: true,
  },
  semihosting: {
    flag: '-semihosting',
    help: 'an ebreak of RISC-V Semihosting reaches the console, clocks, command line and exit',
  },
  semihostingConfig: {
    flag: '-semihosting-config',
    value: 'KEY=VALUE,…',
    help: 'the same with enable=on|off, userspace=on, which lets U-mode, chardev=ID, and arg=WORD for each word of the command line',
    merges: true,
    read: semihostingConfig,
  },
  snapshot: { flag: '-snapshot', help: 'no file keeps what is written to its disk' },
  policy: {
    flag: '--policy',
    value: 'NAME',
    help: `how SSE resumes: ${policyNames.join(', ')}; the first is the default, ${faults} a planted fault`,
    read: oneOf(policyNames),
  },
  pmuSnapshots: {
    flag: '--pmu-snapshots',
    value: 'on|off',
    help: 'whether the SBI offers snapshots of counters, with which Linux 7.2 loses samples; on by default',
    read: oneOf(['on', 'off']),
  },
  instructionsPerTick: {
    flag: '--instructions-per-tick',
    value: 'N',
    help: 'instructions of one hart in one tick of the 10 MHz clock',
    read: count(1),
  },
  quantum: {
    flag: '--quantum',
    value: 'N',
    help: "instructions of one hart before the next one's turn; by default 1000, 100000 for one that is alone",
    read: count(1),
  },
  engine: {
    flag: '--engine',
    value: engineNames.join('|'),
    help: 'what executes instructions, with the same result: jit and interpreter are WebAssembly, reference checks them',
    read: oneOf(engineNames),
  },
  seed: { flag: '--seed', value: 'N', help: 'the seed of everything that is chosen at random', read: count(0) },
} as const satisfies OptionRows;
