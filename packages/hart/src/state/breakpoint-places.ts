/**
 * Where in RAM breakpoints of any hart have been seen to lie: offsets from its beginning. What an engine makes of code
 * leaves these places out, so that the engine comes by and looks whether to stop. A place at which no breakpoint lies any
 * more costs time and nothing else.
 */
export class BreakpointPlaces {
  readonly #places = new Set<number>();
  #changed: ((place: number) => void) | undefined;

  /** From now on `told` hears of every place that is one now, or no longer. */
  onChange(told: (place: number) => void): void {
    this.#changed = told;
  }

  has(place: number): boolean {
    return this.#places.has(place);
  }

  add(place: number): void {
    if (this.#places.has(place)) return;
    this.#places.add(place);
    this.#changed?.(place);
  }

  clear(): void {
    const places = [...this.#places];
    this.#places.clear();
    for (const place of places) this.#changed?.(place);
  }
}
