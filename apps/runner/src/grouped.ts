/** The items with the same key together, in the order in which the keys first occur. */
export const grouped = <Item>(items: Iterable<Item>, key: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
};
