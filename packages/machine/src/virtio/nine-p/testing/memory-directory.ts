import { errno } from '../../../errno.ts';
import { FileError, type FileKind, type SharedDirectory } from '../../shared-directory.ts';

/** What is at a path: bytes of a file, where a link leads, or the kind of anything else. */
export type Content = Uint8Array | { readonly target: string } | Exclude<FileKind, 'file' | 'link'>;

/** For tests: a directory in memory, in which a file whose name ends in `.sh` is executable; lists come in the order of `files`. */
export const memoryDirectory = (files: Readonly<Record<string, Content>>): SharedDirectory & { reads: string[] } => {
  const reads: string[] = [];
  const at = (path: string): Content => {
    const parts = path.split('/');
    for (let n = 1; n < parts.length; n++)
      if (at(parts.slice(0, n).join('/')) !== 'directory') throw new FileError(errno.ENOTDIR);
    const content = path === '' ? 'directory' : files[path];
    if (content === undefined) throw new FileError(errno.ENOENT);
    return content;
  };
  const kindOf = (content: Content): FileKind => {
    if (typeof content === 'string') return content;
    return content instanceof Uint8Array ? 'file' : 'link';
  };
  return {
    reads,
    facts(path) {
      const content = at(path);
      const size =
        content instanceof Uint8Array ? content.length : typeof content === 'string' ? 0 : content.target.length;
      return { kind: kindOf(content), size, isExecutable: path.endsWith('.sh') };
    },
    list(path) {
      reads.push(`list ${path}`);
      const begin = path === '' ? '' : `${path}/`;
      return Object.entries(files)
        .filter(([each]) => each.startsWith(begin) && !each.slice(begin.length).includes('/'))
        .map(([each, content]) => ({ name: each.slice(begin.length), kind: kindOf(content) }));
    },
    read(path, offset, length) {
      const content = at(path);
      if (!(content instanceof Uint8Array)) throw new FileError(errno.EISDIR);
      if (length > 0) reads.push(`${path} ${offset} ${length}`);
      return content.subarray(offset, offset + length);
    },
    target(path) {
      const content = at(path);
      if (content instanceof Uint8Array || typeof content === 'string') throw new FileError(errno.EINVAL);
      return content.target;
    },
  };
};
