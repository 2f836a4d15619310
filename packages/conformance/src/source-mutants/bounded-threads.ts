import { type PoolOptions, type PoolRunnerInitializer, ThreadsPoolWorker, type WorkerRequest } from 'vitest/node';

/**
 * Threads that run test files, each of which must end within `seconds`. Vitest's own limit cannot end a test that never
 * gives control back, as one does that waits for a loop in WebAssembly: here the thread is ended, and `onEndless` told.
 */
export const boundedThreads = (seconds: number, onEndless: (project: string) => void): PoolRunnerInitializer => ({
  name: 'bounded-threads',
  createPoolWorker: (options) => new BoundedThread(options, seconds * 1000, onEndless),
});

class BoundedThread extends ThreadsPoolWorker {
  override readonly name = 'bounded-threads';
  readonly #limit: number;
  readonly #onEndless: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PoolOptions, milliseconds: number, onEndless: (project: string) => void) {
    super(options);
    this.#limit = milliseconds;
    this.#onEndless = () => onEndless(options.project.name);
  }

  override async start(): Promise<void> {
    await super.start();
    this.on('message', ({ type }: { type?: string }) => {
      if (type === 'testfileFinished') clearTimeout(this.#timer);
    });
  }

  override send(message: WorkerRequest): void {
    if (message.type === 'run') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#onEndless();
        // Vitest sees the thread end in the middle of a file, gives the file up, and goes on with the next.
        void this.stop();
      }, this.#limit);
    }
    super.send(message);
  }

  override async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await super.stop();
  }
}
