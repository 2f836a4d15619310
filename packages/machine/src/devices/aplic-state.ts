import { APLIC_SOURCES, APLIC_WORDS } from './aplic-registers.ts';
import { sourcesIn } from './source-bits.ts';

/** What an interrupt domain holds: plain data. */
export interface AplicState {
  /** The source wires, which the root domain has for all. */
  readonly wires: Uint32Array;
  readonly sourcecfg: Uint32Array;
  readonly target: Uint32Array;
  readonly pending: Uint32Array;
  readonly enabled: Uint32Array;
  readonly messageAddresses: Uint32Array;
  readonly idelivery: Uint32Array;
  readonly iforce: Uint32Array;
  readonly ithreshold: Uint32Array;
  enables: boolean;
  genmsi: number;
}

/** As after a reset. @param target of every source */
export const resetState = (harts: number, isRoot: boolean, target: number): AplicState => {
  const perSource = () => new Uint32Array(APLIC_SOURCES + 1);
  const perHart = () => new Uint32Array(harts);
  return {
    wires: new Uint32Array(isRoot ? APLIC_WORDS : 0),
    sourcecfg: perSource(),
    target: perSource().fill(target),
    pending: new Uint32Array(APLIC_WORDS),
    enabled: new Uint32Array(APLIC_WORDS),
    messageAddresses: new Uint32Array(4),
    idelivery: perHart(),
    iforce: perHart(),
    ithreshold: perHart(),
    enables: false,
    genmsi: 0,
  };
};

/** The sources that are pending and enabled, ascending. */
export function* readySources({ pending, enabled }: AplicState): Generator<number> {
  for (let word = 0; word < APLIC_WORDS; word++) {
    const bits = pending[word]! & enabled[word]!;
    if (bits !== 0) yield* sourcesIn(word, bits);
  }
}
