/**
 * The items of which none can be left out: they are left out in chunks and then one at a time, as long as `shows` finds that
 * what is left still shows the same. All of them must do so.
 */
export function minimise<Item>(items: readonly Item[], shows: (left: readonly Item[]) => boolean): readonly Item[] {
  let left = items;
  for (let size = items.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let before;
    do {
      before = left;
      for (let at = 0; at < left.length;) {
        const fewer = left.toSpliced(at, size);
        if (shows(fewer)) left = fewer;
        else at += size;
      }
    } while (size === 1 && left.length < before.length);
  }
  return left;
}
