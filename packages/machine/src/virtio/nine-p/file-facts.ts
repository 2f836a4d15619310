import { WordHash } from '../../word-hash.ts';
import type { FileFacts, FileKind } from '../shared-directory.ts';
import type { Qid, ReplyWriter } from './message.ts';

/** The kind of a file in Linux's st_mode; shifted by 12 it is what readdir calls its type. */
const modes: Readonly<Record<FileKind, number>> = {
  fifo: 0o010000,
  'character device': 0o020000,
  directory: 0o040000,
  'block device': 0o060000,
  file: 0o100000,
  link: 0o120000,
  socket: 0o140000,
};

/** The kinds that a qid has bits for (Plan 9's intro(5), and 9P2000.u for links). */
const qidTypes: Partial<Record<FileKind, number>> = { directory: 0x80, link: 2 };

/** The same file has the same number wherever the directory lies, and in every run: it comes of the path alone. */
export const qidOf = (path: string, kind: FileKind): Qid => {
  const hash = new WordHash();
  hash.data(path);
  return { type: qidTypes[kind] ?? 0, path: BigInt(`0x${hash.digest()}`) };
};

export const direntTypeOf = (kind: FileKind): number => modes[kind] >> 12;

const permissionsOf = ({ kind, isExecutable }: FileFacts): number => {
  if (kind === 'link') return 0o777;
  return kind === 'directory' || isExecutable ? 0o755 : 0o644;
};

/** P9_GETATTR_BASIC: all that stat(2) answers. */
const BASIC = 0x7ffn;
const BLOCK = 4096;
const SECTOR = 512;
/** What the goldfish RTC shows when the machine starts, in seconds since 1970: when a file was changed is the host's affair. */
const MOMENT = 1_735_689_600;

/** What getattr answers of a file. */
export const writeAttributes = (reply: ReplyWriter, path: string, facts: FileFacts): ReplyWriter => {
  const { kind, size } = facts;
  reply.u64(BASIC).qid(qidOf(path, kind));
  reply.u32(modes[kind] | permissionsOf(facts));
  // Everything is root's.
  reply.u32(0).u32(0);
  // Links to it; devices have no numbers.
  reply.u64(kind === 'directory' ? 2 : 1).u64(0);
  reply
    .u64(size)
    .u64(BLOCK)
    .u64(Math.ceil(size / SECTOR));
  for (let time = 0; time < 3; time++) reply.u64(MOMENT).u64(0);
  // btime, gen and data_version are not among the basic ones.
  return reply.u64(0).u64(0).u64(0).u64(0);
};
