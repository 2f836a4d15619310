import { errno } from '../../errno.ts';
import { FileError } from '../shared-directory.ts';

/** What a client calls a file. */
export interface Fid {
  /** From the shared directory, which is the empty path. */
  readonly path: string;
  /** What it was opened as, if it was. */
  readonly open: 'no' | 'file' | 'directory' | 'attributes';
}

/** Each by its number, ascending. */
export type FidStates = readonly (readonly [number, Fid])[];

/** Fids that a client may have: Linux has one for each file in its cache. */
const MOST = 2 ** 18;

/** All fids of a client. */
export class Fids {
  readonly #fids = new Map<number, Fid>();
  #saved: FidStates | undefined = [];

  /** @throws FileError when there is none of this number */
  get(number: number): Fid {
    const fid = this.#fids.get(number);
    if (!fid) throw new FileError(errno.ENOENT);
    return fid;
  }

  /** @throws FileError when there is one of this number already, or there are too many */
  add(number: number, fid: Fid): void {
    if (this.#fids.has(number)) throw new FileError(errno.EINVAL);
    if (this.#fids.size >= MOST) throw new FileError(errno.ENFILE);
    this.replace(number, fid);
  }

  replace(number: number, fid: Fid): void {
    this.#saved = undefined;
    this.#fids.set(number, fid);
  }

  /** @throws FileError when there is none of this number */
  remove(number: number): void {
    this.get(number);
    this.#saved = undefined;
    this.#fids.delete(number);
  }

  clear(): void {
    if (this.#fids.size === 0) return;
    this.#saved = [];
    this.#fids.clear();
  }

  save(): FidStates {
    this.#saved ??= [...this.#fids].toSorted(([a], [b]) => a - b);
    return this.#saved;
  }

  restore(states: FidStates): void {
    this.#fids.clear();
    for (const [number, fid] of states) this.#fids.set(number, fid);
    this.#saved = states;
  }
}
