/** A file or a directory of an archive. */
export interface ArchiveEntry {
  /** Without a slash at its begin: `bin/busybox`. */
  readonly path: string;
  /** The content of a file; a directory has none. */
  readonly bytes?: Uint8Array;
}

const MODE = { file: 0o100755, directory: 0o040755 } as const;
const padded = (bytes: Uint8Array): Uint8Array[] => [bytes, new Uint8Array(-bytes.length & 3)];

const recordOf = ({ path, bytes }: ArchiveEntry, inode: number): Uint8Array[] => {
  const name = Buffer.from(`${path}\0`);
  const mode = bytes ? MODE.file : MODE.directory;
  const fields = [inode, mode, 0, 0, 1, 0, bytes?.length ?? 0, 0, 0, 0, 0, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return [...padded(Buffer.concat([Buffer.from(header), name])), ...padded(bytes ?? new Uint8Array())];
};

/** An archive that Linux unpacks as its first file system (Linux, "initramfs buffer format"); all in it can be executed. */
export const newc = (entries: readonly ArchiveEntry[]): Uint8Array =>
  Buffer.concat(
    [...entries, { path: 'TRAILER!!!', bytes: new Uint8Array() }].flatMap((entry, n) => recordOf(entry, n + 1)),
  );
