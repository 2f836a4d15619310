import { errno } from '../../errno.ts';
import { Each, OneOf } from '../../plain-data.ts';
import { FileError, type FileKind, type SharedDirectory } from '../shared-directory.ts';
import { direntTypeOf, qidOf, writeAttributes } from './file-facts.ts';
import { type Fid, Fids, type FidStates } from './fids.ts';
import { READ_HEADER, replyOf, ReplyWriter, RequestReader, T } from './message.ts';

const VERSION = '9P2000.L';
/** Bytes of a message: the least that a client may ask for, as on QEMU, and the most that it gets. */
const [LEAST_MESSAGE, MOST_MESSAGE] = [4096, 2 ** 20];
/** Names in one walk. */
const MOST_NAMES = 16;
/** Flags of lopen (Linux, include/net/9p/9p.h): reading alone has none of these. */
const WRITES = 0o1 | 0o2 | 0o1000;
const UNLOCKED = 2;
const LOCK_SUCCESS = 0;
/** What statfs says of every 9P file system (Linux, include/uapi/linux/magic.h), and what its names may have. */
const [MAGIC, NAME_MAX] = [0x0102_1997, 255];
const BLOCK = 4096;

/** What a server holds: plain data. */
export interface FileServerState {
  /** Bytes of a message, as agreed. */
  readonly messageMost: number;
  readonly fids: FidStates;
}

/** What every state is made as. */
export const fileServerForm: object = {
  messageMost: 0,
  fids: new Each([0, { path: '', open: new OneOf('no', 'file', 'directory', 'attributes' satisfies Fid['open']) }]),
};

type Handler = (request: RequestReader, reply: ReplyWriter, room: number) => void;

const refuse = (number: number) => (): never => {
  throw new FileError(number);
};
const readOnly = refuse(errno.EROFS);

/** The path of what has this name in a directory; that above the shared directory is itself. */
const pathOf = (directory: string, name: string): string => {
  if (name === '' || name.includes('/') || name.includes('\0')) throw new FileError(errno.ENOENT);
  if (name === '.') return directory;
  if (name === '..') return directory.slice(0, Math.max(directory.lastIndexOf('/'), 0));
  return directory === '' ? name : `${directory}/${name}`;
};

/**
 * Serves a directory to one client, which may read it and no more, with 9P2000.L. Every request is complete at once, so that
 * nothing can be flushed. There are no locks of others, and no extended attributes.
 */
export class FileServer {
  readonly #directory: SharedDirectory;
  readonly #fids = new Fids();
  #messageMost = LEAST_MESSAGE;
  /** The directory that was listed last, in order: a client asks for a long one in parts. */
  #listed: { readonly path: string; readonly entries: readonly { name: string; kind: FileKind }[] } | undefined;
  #saved: FileServerState | undefined;

  constructor(directory: SharedDirectory) {
    this.#directory = directory;
  }

  reset(): void {
    this.#messageMost = LEAST_MESSAGE;
    this.#fids.clear();
  }

  save(): FileServerState {
    const [messageMost, fids] = [this.#messageMost, this.#fids.save()];
    if (this.#saved?.messageMost !== messageMost || this.#saved.fids !== fids) this.#saved = { messageMost, fids };
    return this.#saved;
  }

  restore(state: FileServerState): void {
    this.#messageMost = state.messageMost;
    this.#fids.restore(state.fids);
    this.#listed = undefined;
    this.#saved = state;
  }

  /** Bytes of a request that are looked at. */
  get messageMost(): number {
    return this.#messageMost;
  }

  /**
   * The reply to a request.
   *
   * @param message from its size on, which is not looked at
   * @param room bytes that the client has for the reply
   */
  answer(message: Uint8Array, room: number): Uint8Array {
    const request = new RequestReader(message);
    request.u32();
    const type = request.u8();
    const tag = request.u16();
    const reply = new ReplyWriter();
    try {
      const handler = this.#handlers[type] ?? refuse(errno.EOPNOTSUPP);
      handler(request, reply, Math.min(room, this.#messageMost));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return replyOf(T.lerror + 1, tag, new ReplyWriter().u32(error.errno).content);
    }
    return replyOf(type + 1, tag, reply.content);
  }

  readonly #handlers: Readonly<Record<number, Handler>> = {
    [T.version]: (request, reply) => {
      const most = Math.min(request.u32(), MOST_MESSAGE);
      const isKnown = request.text() === VERSION;
      if (most < LEAST_MESSAGE) throw new FileError(errno.EMSGSIZE);
      // Whatever the client had is over.
      this.#fids.clear();
      this.#messageMost = most;
      reply.u32(most).text(isKnown ? VERSION : 'unknown');
    },
    [T.auth]: refuse(errno.EOPNOTSUPP),
    [T.attach]: (request, reply) => {
      this.#fids.add(request.u32(), { path: '', open: 'no' });
      reply.qid(qidOf('', 'directory'));
    },
    [T.flush]: () => {},
    [T.walk]: (request, reply) => this.#walk(request, reply),
    [T.clunk]: (request) => this.#fids.remove(request.u32()),
    [T.remove]: (request) => {
      this.#fids.remove(request.u32());
      readOnly();
    },
    [T.getattr]: (request, reply) => {
      const { path } = this.#fids.get(request.u32());
      writeAttributes(reply, path, this.#directory.facts(path));
    },
    [T.statfs]: (request, reply) => {
      this.#fids.get(request.u32());
      reply.u32(MAGIC).u32(BLOCK);
      // Blocks and files, those that are free, and a number of the file system: none of it is the guest's affair.
      for (let field = 0; field < 6; field++) reply.u64(0);
      reply.u32(NAME_MAX);
    },
    [T.lopen]: (request, reply) => this.#open(request.u32(), request.u32(), reply),
    [T.read]: (request, reply, room) => this.#read(request, reply, room - READ_HEADER),
    [T.readdir]: (request, reply, room) => this.#readDirectory(request, reply, room - READ_HEADER),
    [T.readlink]: (request, reply) => {
      const { path } = this.#fids.get(request.u32());
      if (this.#directory.facts(path).kind !== 'link') throw new FileError(errno.EINVAL);
      reply.text(this.#directory.target(path));
    },
    [T.xattrwalk]: (request, reply) => {
      const { path } = this.#fids.get(request.u32());
      const number = request.u32();
      if (request.text() !== '') throw new FileError(errno.ENODATA);
      this.#fids.add(number, { path, open: 'attributes' });
      reply.u64(0);
    },
    [T.fsync]: (request) => void this.#fids.get(request.u32()),
    [T.lock]: (request, reply) => {
      this.#fids.get(request.u32());
      reply.u8(LOCK_SUCCESS);
    },
    [T.getlock]: (request, reply) => {
      this.#fids.get(request.u32());
      request.u8();
      const [start, length, process] = [request.u64(), request.u64(), request.u32()];
      reply.u8(UNLOCKED).u64(start).u64(length).u32(process).text(request.text());
    },
    ...Object.fromEntries(
      [
        T.lcreate,
        T.symlink,
        T.mknod,
        T.rename,
        T.setattr,
        T.xattrcreate,
        T.link,
        T.mkdir,
        T.renameat,
        T.unlinkat,
        T.write,
      ].map((type) => [type, readOnly]),
    ),
  };

  /** Walks as far as it gets; only where that is to the end, the new fid is there. */
  #walk(request: RequestReader, reply: ReplyWriter): void {
    const number = request.u32();
    const fid = this.#fids.get(number);
    const newNumber = request.u32();
    const count = request.u16();
    if (count > MOST_NAMES || (newNumber === number && fid.open !== 'no')) throw new FileError(errno.EINVAL);
    const names = Array.from({ length: count }, () => request.text());
    const qids = [];
    let { path } = fid;
    try {
      for (const name of names) {
        if (this.#directory.facts(path).kind !== 'directory') throw new FileError(errno.ENOTDIR);
        path = pathOf(path, name);
        qids.push(qidOf(path, this.#directory.facts(path).kind));
      }
    } catch (error) {
      if (!(error instanceof FileError) || qids.length === 0) throw error;
    }
    if (qids.length === count) {
      if (newNumber === number) this.#fids.replace(number, { path, open: 'no' });
      else this.#fids.add(newNumber, { path, open: 'no' });
    }
    reply.u16(qids.length);
    for (const qid of qids) reply.qid(qid);
  }

  #open(number: number, flags: number, reply: ReplyWriter): void {
    const { path, open } = this.#fids.get(number);
    if (open !== 'no') throw new FileError(errno.EINVAL);
    if ((flags & WRITES) !== 0) throw new FileError(errno.EROFS);
    const { kind } = this.#directory.facts(path);
    if (kind === 'link') throw new FileError(errno.ELOOP);
    // Nothing of the host's but files is opened.
    if (kind !== 'file' && kind !== 'directory') throw new FileError(errno.ENXIO);
    if (kind === 'file') this.#directory.read(path, 0, 0);
    this.#fids.replace(number, { path, open: kind });
    // As many bytes at once as a message has room for.
    reply.qid(qidOf(path, kind)).u32(0);
  }

  #read(request: RequestReader, reply: ReplyWriter, room: number): void {
    const { path, open } = this.#fids.get(request.u32());
    const [offset, count] = [request.u64(), request.u32()];
    if (open === 'no') throw new FileError(errno.EINVAL);
    if (open === 'directory') throw new FileError(errno.EISDIR);
    if (open === 'attributes') return void reply.u32(0);
    const bytes = this.#directory.read(path, offset, Math.max(Math.min(count, room), 0));
    reply.u32(bytes.length).bytes(bytes);
  }

  /** Entries are numbered in the order of their names, byte by byte, whatever the host's order is. */
  #readDirectory(request: RequestReader, reply: ReplyWriter, room: number): void {
    const { path, open } = this.#fids.get(request.u32());
    const [offset, count] = [request.u64(), request.u32()];
    if (open !== 'directory') throw new FileError(errno.EINVAL);
    const entries = this.#entriesOf(path, offset === 0);
    const content = new ReplyWriter();
    for (let next = offset; next < entries.length; next++) {
      const { name, kind } = entries[next]!;
      const one = new ReplyWriter();
      one
        .qid(qidOf(pathOf(path, name), kind))
        .u64(next + 1)
        .u8(direntTypeOf(kind))
        .text(name);
      if (content.length + one.length > Math.min(count, room)) break;
      content.bytes(one.content);
    }
    reply.u32(content.length).bytes(content.content);
  }

  #entriesOf(path: string, anew: boolean): readonly { name: string; kind: FileKind }[] {
    if (anew || this.#listed?.path !== path) {
      const entries = ['.', '..'].map((name) => ({ name, kind: 'directory' as FileKind }));
      const rest = this.#directory.list(path).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      this.#listed = { path, entries: [...entries, ...rest] };
    }
    return this.#listed.entries;
  }
}
