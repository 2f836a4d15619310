/** What a mark says: a window of the run begins or ends, or the guest names what it does next. */
export type MarkKind = 'window begins' | 'window ends' | 'phase';

/** What a guest tells whoever watches it, over the lab channel of MPXY. */
export interface Mark {
  readonly hartid: bigint;
  readonly kind: MarkKind;
  /** As the guest sent it, a character per byte: at most 64, any of them. */
  readonly name: string;
}
