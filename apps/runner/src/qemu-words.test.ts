import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from './cli.ts';
import { options } from './options.ts';
import { canonicalFlag, spellings, type OptionRow } from './options/option-row.ts';
import { qemuWords } from './qemu-words.ts';
import { recordedIo } from './recorded-io.ts';
import { elfBytes, temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const payload = join(directory, 'good.elf');
writeFileSync(payload, elfBytes());

const hartlab = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

const flags = new Set(Object.values<OptionRow<unknown>>(options).flatMap(spellings));

// The words that `qemu-system-riscv64 -h` lists, version 11.1.3.
const ofQemu =
  '-preconfig -D -L -M -S -accel -action -add-fd -append -audio -audiodev -bios -blockdev -boot -cdrom -chardev ' +
  '-compat -cpu -d -daemonize -debugcon -device -dfilter -display -drive -dtb -dump-vmstate -echr -enable-kvm ' +
  '-enable-sync-profile -fda -fdb -fsdev -full-screen -fw_cfg -gdb -global -h -hda -hdb -hdc -hdd -help -icount ' +
  '-incoming -initrd -iscsi -jitdump -k -kernel -loadvm -m -machine -mem-path -mem-prealloc -mon -monitor -msg ' +
  '-mtdblock -name -net -netdev -nic -no-reboot -no-shutdown -no-user-config -nodefaults -nographic -numa -object ' +
  '-only-migratable -option-rom -overcommit -parallel -perfmap -pflash -pidfile -plugin -qmp -qmp-pretty ' +
  '-readconfig -rtc -run-with -s -sandbox -sd -seed -semihosting -semihosting-config -serial -set -shim -smbios ' +
  '-smp -snapshot -spice -tpmdev -trace -usb -usbdevice -uuid -version -vga -virtfs -vnc -watchdog-action';

const isOfQemu = (flag: string) => ofQemu.split(' ').includes(flag.replace(/^--/, '-'));

test.each(ofQemu.split(' '))('%s is known', (word) => {
  const isHelp = ['-h', '-help', '-version'].includes(word);
  expect([isHelp, flags.has(canonicalFlag(word)), Object.hasOwn(qemuWords, word)].filter(Boolean)).toHaveLength(1);
});

// QEMU 11.1, system/vl.c and qemu-options.hx: what is said in several words is many things, or one of many keys, or the last counts.
const [many, one, last] = [
  '-serial -drive -blockdev -chardev -fsdev -virtfs -netdev -nic -net -device -global',
  '-machine -smp -m -action -semihosting-config',
  '-cpu -kernel -bios -initrd -dtb -append -d -D -pidfile -seed',
].map((words) => words.split(' '));

test.each(Object.values<OptionRow<unknown>>(options).filter(({ flag, value }) => value && isOfQemu(flag)))(
  '$flag may be said more than once, as on QEMU',
  ({ flag, repeats = false, merges = false }) => {
    const name = flag.replace(/^--/, '-');
    expect([many, one, last].map((words) => words!.includes(name))).toEqual([repeats, merges, !repeats && !merges]);
  },
);

test('what a script says of QEMU itself changes nothing', async () => {
  const plain = await hartlab('run', payload, '--trace-hash', '--max-instructions', '1');
  const said =
    '-accel kvm -accel tcg,thread=single -name x,process=y -no-user-config -display none -vga none -monitor none ' +
    '-parallel none -audio none -msg timestamp=on -L /usr -k de -nographic -uuid 0 -rtc base=utc,clock=vm,driftfix=slew ' +
    '-icount shift=6,align=off,sleep=off -icount auto -chardev stdio,id=con,mux=on -serial chardev:con -mon chardev=con,mode=readline ' +
    '-serial null -net none';
  expect(await hartlab(...said.split(' '), '-kernel', payload, '--trace-hash', '--max-instructions', '1')).toEqual(
    plain,
  );
});

describe('what there is not', () => {
  const refused = Object.entries(qemuWords).filter(([, word]) => word.harmless !== 'any');

  test.each(refused)('%s is refused in a line that names the nearest', async (flag, { value, instead }) => {
    const { code, out, err } = await hartlab(flag, ...(value ? ['nonsense'] : []), '-kernel', payload);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toBe(`hartlab: ${flag}${value ? ' nonsense' : ''} is QEMU's: ${instead}\n`);
    expect(instead).toMatch(/\S{12}|\s/);
  });

  test.each(Object.entries(qemuWords).filter(([, { value }]) => value))('%s needs its value', async (flag) => {
    expect(await hartlab('run', payload, flag)).toEqual({
      code: 2,
      out: '',
      err: `hartlab: ${flag} needs a value behind it\n`,
    });
  });

  test('a value that looks like such a word is one', async () => {
    const { code } = await hartlab('run', payload, '-append', '-s', '--max-instructions', '1');
    expect(code).toBe(3);
  });

  test('other commands have no such words', async () => {
    const { code, err } = await hartlab('policies', '-name', 'x');
    expect(code).toBe(2);
    expect(err).toContain("unknown option '--name'");
  });
});

test.each(['base=localtime', 'base=utc,clock=tsc', 'driftfix=slew,base=2024-01-01'])(
  '-rtc %s would change something',
  async (text) => {
    expect((await hartlab('-rtc', text, '-kernel', payload)).err).toMatch(
      /^hartlab: -rtc .* is QEMU's: the clock starts at/,
    );
  },
);

test('-pidfile has the number of the process while it runs', async () => {
  const [file, same] = [join(directory, 'pid'), join(directory, 'same')];
  writeFileSync(file, 'before');
  linkSync(file, same);
  expect(await hartlab('-pidfile', file, '-kernel', payload, '--max-instructions', '1')).toMatchObject({ code: 3 });
  expect(readFileSync(same, 'utf8')).toBe(`${process.pid}\n`);
  expect(existsSync(file)).toBe(false);
  expect(await hartlab('-pidfile', payload, '-kernel', payload)).toMatchObject({ code: 2 });
  expect((await hartlab('-pidfile', directory, '-kernel', payload)).err).toMatch(/for -pidfile: it is a directory/);
});

describe('help in place of a value', () => {
  test.each([
    ['-machine', 'virt                 RISC-V VirtIO board'],
    ['-M', 'Supported machines are:\n'],
    ['-cpu', '  rva23s64\n'],
    ['-accel', '\ntcg\n'],
    ['-d', 'int             each trap'],
    ['-device', '\nvirtio-blk-device     a disk of -drive\n'],
    ['-netdev', '\nuser\n'],
    ['-chardev', '\n  stdio\n'],
  ])('%s lists what there is', async (flag, line) => {
    const help = await hartlab(flag, 'help');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain(line);
    expect(await hartlab('run', flag, '?')).toEqual(help);
  });
});

test('help behind a name lists what can be said of that', async () => {
  expect(await hartlab('-device', 'virtio-9p-device,help')).toMatchObject({ code: 0, err: '' });
  expect((await hartlab('-device', 'virtio-9p-device,?')).out).toContain('\n  mount_tag=…\n');
  expect((await hartlab('-M', 'virt,help')).out).toContain('\n  aia-guests=…\n');
  expect((await hartlab('-device', 'e1000,help', '-kernel', payload)).err).toContain('there is no e1000 here');
});

test('words that say one thing together may be several', async () => {
  const one = ['-M', 'virt,aia=aplic', '-smp', '4', '-m', '64M'];
  const several = ['-M', 'virt', '-machine', 'aia=aplic', '-smp', '2', '-smp', 'cpus=4', '-m', '256M', '-m', '64M'];
  const hash = ['-kernel', payload, '--trace-hash', '--max-instructions', '1'];
  expect(await hartlab(...several, ...hash)).toEqual(await hartlab(...one, ...hash));
  expect(await hartlab(...one.slice(0, 4), ...hash)).not.toEqual(await hartlab(...one, ...hash));
});

// How scripts/arch-run.bash, runtime.bash and vmm.bash of kvm-unit-tests ask what a QEMU is, and read what it answers.
describe('the questions of kvm-unit-tests', () => {
  test('whether it is one, and which', async () => {
    const [first] = (await hartlab('-h')).out.split('\n');
    expect((await hartlab('--help')).out).toContain('QEMU');
    expect(first!.split(/[ .]/).slice(3, 6)).toEqual(['11', '1', '3']);
  });

  test('whether only the kernel is missing', async () => {
    const { code, err } = await hartlab(
      '-nodefaults',
      '-nographic',
      '-serial',
      'mon:stdio',
      '-kernel',
      '_NO_FILE_4Uhere_',
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^.*could not load kernel.*_NO_FILE_4Uhere_.*\n$/);
  });

  test('how many harts there may be', async () => {
    const { err } = await hartlab('-kernel', '_NO_FILE_4Uhere_', '-smp', '64');
    expect(err).toMatch(/SMP CPUs.* 8\n$/);
  });
});

test('-nodefaults leaves the console out that nobody asks for', async () => {
  expect(await hartlab('run', 'hello', '-nodefaults')).toMatchObject({ code: 0, out: '' });
  expect(await hartlab('run', 'hello', '-nodefaults', '-serial', 'stdio')).toEqual(await hartlab('run', 'hello'));
});

test('docs/qemu-words.md has each of them', () => {
  const doc = readFileSync(new URL('../../../docs/qemu-words.md', import.meta.url), 'utf8');
  const rows = Object.entries(qemuWords).map(([flag, { value, harmless, instead = '' }]) => {
    const nothing = harmless === 'any' ? 'always' : (harmless?.source.replaceAll('|', '\\|') ?? '');
    return `| \`${flag}${value ? ' …' : ''}\` | ${nothing && (nothing === 'always' ? nothing : `\`${nothing}\``)} | ${instead} |`;
  });
  expect(doc.split('\n').filter((line) => line.startsWith('| `-'))).toEqual(rows);
});
