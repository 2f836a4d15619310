/** A payload that does not come to its window's beginning or end. The message is one line. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}
