import { spawnSync } from 'node:child_process';
import { program } from '../repository.ts';

/** What runs a Debian system: hartlab or a QEMU. */
export interface System {
  /** Its name and version. */
  readonly name: string;
  readonly isHartlab: boolean;
  /** The command that runs it with these words, in which the two agree. */
  readonly command: (words: readonly string[]) => readonly string[];
}

/** `hartlab run` as it was built, on this engine. */
export const hartlabOn = (engine: string): System => ({
  name: `hartlab ${engine}`,
  isHartlab: true,
  command: (words) => [process.execPath, program, 'run', ...words, '--engine', engine],
});

/** QEMU at a path, or as it is called on the PATH; undefined where that is no QEMU. */
export const qemuAt = (path: string): System | undefined => {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = /^QEMU emulator version (\S+)/m.exec(stdout ?? '')?.[1];
  if (version === undefined) return undefined;
  return {
    name: `QEMU ${version}`,
    isHartlab: false,
    command: (words) => [path, ...words, '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
  };
};

/** Files that a machine with a disk is made of. */
export interface DiskSystem {
  readonly kernel: string;
  readonly initrd: string;
  readonly disk: string;
}

/** The words of a disk: /dev/vda. */
const driveWords = (disk: string): string[] => {
  const drive = `file=${disk.replaceAll(',', ',,')},format=raw,if=none,id=root`;
  const layout = 'virtio-mmio.force-legacy=false';
  return ['-global', layout, '-drive', drive, '-device', 'virtio-blk-device,drive=root'];
};

/** The words of a machine with a disk. */
export const diskWords = ({ kernel, initrd, disk }: DiskSystem, harts: number, append: string): string[] => {
  const machine = ['-M', 'virt', '-smp', `${harts}`, '-m', '1G'];
  return [...machine, '-kernel', kernel, '-initrd', initrd, '-append', append, ...driveWords(disk)];
};
