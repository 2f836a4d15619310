/** What can be in a directory. */
export type FileKind = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'character device' | 'block device';

/** What a guest is told of a file: what does not depend on the host, its clock and its users. */
export interface FileFacts {
  readonly kind: FileKind;
  /** Bytes of a file, or of a link's target; 0 of all others. */
  readonly size: number;
  readonly isExecutable: boolean;
}

/**
 * A directory of the host's, to be read. Paths have slashes between names, and no `.`, no `..` and no empty name; that of the
 * directory itself is empty. In names and in the targets of links each character is a byte. No link is followed, the last
 * name of a path may be one. Everything throws `FileError`.
 */
export interface SharedDirectory {
  readonly facts: (path: string) => FileFacts;
  /** What is in a directory, in any order, without `.` and `..`. */
  readonly list: (path: string) => readonly { readonly name: string; readonly kind: FileKind }[];
  /** Up to so many bytes of a file, which may be less. */
  readonly read: (path: string, offset: number, length: number) => Uint8Array;
  readonly target: (path: string) => string;
}

/** Why a file cannot be used: as Linux numbers it on the guest's side. */
export class FileError extends Error {
  readonly errno: number;

  constructor(errno: number) {
    super(`error ${errno}`);
    this.errno = errno;
  }
}
