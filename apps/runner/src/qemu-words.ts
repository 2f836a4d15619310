import { Refusal } from './refusal.ts';

/** A word of QEMU's that is no flag here. */
interface QemuWord {
  /** Whether a value follows it. */
  readonly value?: true;
  /** Never: the value does not stand alone. */
  readonly alone?: undefined;
  /** The values with which it changes nothing here that a guest or its user could see: `any`, or those that are like this. */
  readonly harmless?: 'any' | RegExp;
  /** Whether one harmless value of several is enough, as QEMU takes the first that it can have. */
  readonly fallsBack?: true;
  /** What is nearest, for one that is refused. */
  readonly instead?: string;
  /** What `help` in place of a value prints. */
  readonly listing?: (name?: string) => string | undefined;
}

const noDisplay = 'there is no display; leave it out, or give -nographic';
const noMonitor = 'there is no monitor; give -monitor none, and see hartlab run --help for what can be asked';
const noDebugger = 'there is no gdb server; --break, --watch, -d int and --log-commits are the nearest';
const noDisk =
  'the disks here are -drive file=PATH,format=raw,if=none,id=NAME with -device virtio-blk-device,drive=NAME';
const noMigration = 'a run is saved by --save FILE --at WHERE, and goes on with --restore FILE';
const noSound = 'there is no sound; leave it out';
const noUsb = 'there is no USB; leave it out';
const noProcess = 'it says how QEMU runs as a process; use what the shell has for that';
const noProfile = 'it profiles QEMU; -d, --log-commits and --trace-hash tell of the guest';
const gone = { harmless: 'any' } as const;

/**
 * Every word of QEMU 11.1's command line that is no flag of `hartlab run`, and some that older versions had: it changes nothing, or
 * is refused in a line that names the nearest thing. Source: `qemu-system-riscv64 -h`.
 */
export const qemuWords: Readonly<Record<`-${string}`, QemuWord>> = {
  // What a machine is.
  '-accel': {
    value: true,
    harmless: /^(?:accel=)?tcg(?:,(?:thread|tb-size|split-wx|one-insn-per-tb)=[^,]*)*$/,
    fallsBack: true,
    instead: 'the accelerator is tcg; --engine says what executes instructions',
    listing: () => 'Accelerators supported:\ntcg\n',
  },
  '-enable-kvm': { instead: 'the accelerator is tcg; leave it out' },
  '-numa': { value: true, instead: 'all memory is one node; -m SIZE says how much' },
  '-mem-path': { value: true, instead: 'RAM is in no file; --save FILE keeps it' },
  '-mem-prealloc': gone,
  '-name': { value: true, ...gone },
  '-uuid': { value: true, ...gone },
  '-boot': { value: true, instead: 'nothing is booted by an order of devices; give -kernel FILE or -bios FILE' },
  '-smbios': { value: true, instead: 'there are no tables of SMBIOS; the device tree describes the machine' },
  '-acpitable': { value: true, instead: 'there are no tables of ACPI; the device tree describes the machine' },
  '-no-acpi': gone,
  '-fw_cfg': { value: true, instead: 'there is no fw_cfg; -append TEXT and -initrd FILE reach the kernel' },
  '-pflash': { value: true, instead: 'there is no flash; -bios FILE gives the firmware' },
  '-shim': { value: true, instead: 'nothing is signed; give -kernel FILE alone' },
  '-option-rom': { value: true, instead: 'there are no option ROMs; -bios FILE gives the firmware' },
  '-tpmdev': { value: true, instead: 'there is no TPM; leave it out' },
  '-object': {
    value: true,
    // The numbers of virtio-rng-device come from --seed, whatever object is said to give them.
    harmless: /^(?:qom-type=)?rng-(?:random|builtin)(?:,|$)/,
    instead: 'there are no objects to name; -device virtio-rng-device has its numbers from --seed, RAM is -m',
  },
  '-set': { value: true, instead: 'say it where the thing is named, in -drive, -device or -machine' },
  '-compat': { value: true, ...gone },
  '-L': { value: true, ...gone },

  // Disks, network, USB, sound.
  '-fda': { value: true, instead: noDisk },
  '-fdb': { value: true, instead: noDisk },
  '-hda': { value: true, instead: noDisk },
  '-hdb': { value: true, instead: noDisk },
  '-hdc': { value: true, instead: noDisk },
  '-hdd': { value: true, instead: noDisk },
  '-cdrom': { value: true, instead: noDisk },
  '-sd': { value: true, instead: noDisk },
  '-mtdblock': { value: true, instead: noDisk },
  '-iscsi': { value: true, instead: noDisk },
  '-add-fd': { value: true, instead: 'files are given by their paths; /dev/fd/N is one' },
  '-usb': { instead: noUsb },
  '-usbdevice': { value: true, instead: noUsb },
  '-audio': { value: true, harmless: /^(?:driver=)?none(?:,|$)/, instead: noSound },
  '-audiodev': { value: true, harmless: /^(?:driver=)?none(?:,|$)/, instead: noSound },

  // Display and keyboard.
  '-display': { value: true, harmless: /^none$/, instead: noDisplay },
  '-vga': { value: true, harmless: /^none$/, instead: noDisplay },
  '-curses': { instead: noDisplay },
  '-sdl': { instead: noDisplay },
  '-spice': { value: true, instead: noDisplay },
  '-vnc': { value: true, harmless: /^none$/, instead: noDisplay },
  '-full-screen': { instead: noDisplay },
  '-k': { value: true, ...gone },
  '-echr': { value: true, harmless: /^(?:0x)?0*1$/, instead: 'the key that announces others is Ctrl-A' },

  // What else is at the end of a line.
  '-monitor': { value: true, harmless: /^(?:none|null)$/, instead: noMonitor },
  '-mon': {
    value: true,
    harmless: /^(?:chardev=[^,]+(?:,mode=readline)?|mode=readline,chardev=[^,]+)$/,
    instead: noMonitor,
  },
  '-qmp': { value: true, harmless: /^(?:none|null)$/, instead: noMonitor },
  '-qmp-pretty': { value: true, harmless: /^(?:none|null)$/, instead: noMonitor },
  '-parallel': {
    value: true,
    harmless: /^(?:none|null)$/,
    instead: 'there is no parallel port; -serial is the console',
  },
  '-debugcon': { value: true, harmless: /^(?:none|null)$/, instead: 'there is no such port; -serial is the console' },

  // How a run goes.
  '-S': { instead: 'nobody could let it go on; --break PLACE stops it where you want to look' },
  '-s': { instead: noDebugger },
  '-gdb': { value: true, harmless: /^none$/, instead: noDebugger },
  '-dfilter': { value: true, instead: 'the log is of all addresses; --break and --watch are for one' },
  '-trace': { value: true, instead: 'there are no trace events; -d in_asm, exec, int, sbi and disk are the nearest' },
  '-icount': {
    value: true,
    harmless: /^(?:shift=)?(?:auto|\d+)(?:,(?:align|sleep)=(?:on|off))*$/,
    instead: 'time is counted in instructions in any case; --record FILE and --replay FILE are for its input',
  },
  '-rtc': {
    value: true,
    harmless:
      /^(?:base=(?:utc|2025-01-01(?:T00:00:00)?)|clock=(?:vm|rt|host)|driftfix=(?:none|slew))(?:,(?:clock=(?:vm|rt|host)|driftfix=(?:none|slew)))*$/,
    instead:
      'the clock starts at 2025-01-01T00:00:00 and goes with the machine, so that runs are equal; set it in the guest',
  },
  '-watchdog-action': { value: true, ...gone },
  '-loadvm': { value: true, instead: noMigration },
  '-incoming': { value: true, instead: noMigration },
  '-only-migratable': gone,
  '-dump-vmstate': { value: true, instead: noMigration },
  '-plugin': { value: true, instead: 'there are no plugins; --log-commits FILE tells of every instruction' },
  '-preconfig': { instead: 'nobody could let it go on; leave it out' },

  // QEMU itself.
  '-no-user-config': gone,
  '-readconfig': { value: true, instead: 'give its words on the command line' },
  '-msg': { value: true, ...gone },
  '-overcommit': { value: true, ...gone },
  '-sandbox': { value: true, ...gone },
  '-daemonize': { instead: noProcess },
  '-run-with': { value: true, instead: noProcess },
  '-enable-sync-profile': { instead: noProfile },
  '-perfmap': { instead: noProfile },
  '-jitdump': { instead: noProfile },

  // What older versions had, and old scripts say.
  '-no-kvm': gone,
  '-no-hpet': gone,
  '-no-fd-bootchk': gone,
  '-singlestep': gone,
  '-tb-size': { value: true, ...gone },
  '-realtime': { value: true, ...gone },
  '-show-cursor': gone,
  '-balloon': { value: true, harmless: /^none$/, instead: 'there is no balloon; -m SIZE says how much RAM there is' },
  '-soundhw': { value: true, instead: noSound },
  '-watchdog': { value: true, instead: 'there is no watchdog; leave it out' },
  '-chroot': { value: true, instead: noProcess },
  '-runas': { value: true, instead: noProcess },
  '-writeconfig': { value: true, instead: 'keep the command line itself' },
  '-redir': { value: true, instead: 'no port of the host is forwarded; -netdev user,id=NAME is the network' },
  '-smb': {
    value: true,
    instead: 'give the directory by -virtfs local,path=DIR,mount_tag=TAG,security_model=none,readonly=on',
  },
  '-tftp': {
    value: true,
    instead: 'give the directory by -virtfs local,path=DIR,mount_tag=TAG,security_model=none,readonly=on',
  },
};

/** Refuses what of these values of a word would have changed something. @throws Refusal */
export const checkWord = (flag: string, values: readonly string[]): void => {
  const { value, harmless, fallsBack, instead } = qemuWords[flag as `-${string}`]!;
  const isHarmless = (text: string): boolean => harmless === 'any' || (harmless?.test(text) ?? false);
  const first = values.find((text) => !isHarmless(text));
  if (first === undefined || (fallsBack && values.some(isHarmless))) return;
  throw new Refusal(`${flag}${value ? ` ${first}` : ''} is QEMU's: ${instead}`);
};
