/** A sublist with which `fails` still holds and no single element of which can be left out. */
export function fewest<T>(all: readonly T[], fails: (some: readonly T[]) => boolean): readonly T[] {
  let kept = all;
  for (let size = Math.ceil(all.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < kept.length;) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (fails(fewer)) kept = fewer;
      else at += size;
    }
  return kept;
}
